package dev.slipway.scanner.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.scanner.inventory.Inventory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLintTest {
    private static final Inventory NOTHING = new Inventory(null, List.of(), List.of());
    private static final String GOOD = "\"User\": \"app\", \"Healthcheck\": {\"Test\": [\"CMD\", \"x\"]}";

    private static ImageConfig config(String inside, String history) throws Exception {
        return ImageConfig.of(new ObjectMapper()
                .readTree("{\"config\": {%s}, \"history\": [{\"created_by\": \"%s\"}]}".formatted(inside, history)));
    }

    private static List<String> ids(ImageConfig config, Inventory inventory) {
        return ImageLint.check(config, inventory).stream().map(Remark::id).toList();
    }

    @Test
    void saysNothingOfAnImageThatIsAsItShouldBe() throws Exception {
        assertThat(ids(
                        config(
                                GOOD + ", \"Env\": [\"PATH=/bin\", \"TOKEN_FILE=/run/secrets/x\", \"TOKEN=\"]",
                                "COPY x /"),
                        NOTHING))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "root, true",
        "0, true",
        "0:0, true",
        "root:app, true",
        "1000, false",
        "rooty, false",
        "10, false"
    })
    void tellsRootByEveryName(String user, boolean root) throws Exception {
        String config = "\"User\": \"%s\", \"Healthcheck\": {\"Test\": [\"CMD\", \"x\"]}".formatted(user);
        assertThat(ids(config(config, ""), NOTHING)).isEqualTo(root ? List.of("CIS-DI-0001") : List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"User\": \"a\"", "\"User\": \"a\", \"Healthcheck\": {\"Test\": [\"NONE\"]}"})
    void missesTheHealthcheck(String inside) throws Exception {
        assertThat(ids(config(inside, ""), NOTHING)).containsExactly("CIS-DI-0006");
    }

    @ParameterizedTest
    @CsvSource({
        "RUN apt-get update, CIS-DI-0007",
        "RUN apt-get update && apt-get install -y curl, DKL-DI-0005",
        "RUN sudo make install, DKL-DI-0001",
        "RUN apt-get dist-upgrade -y, DKL-DI-0003"
    })
    void readsTheCommandsTheImageWasMadeBy(String step, String id) throws Exception {
        assertThat(ids(config(GOOD, step), NOTHING)).containsExactly(id);
    }

    @Test
    void countsFilesThatRunWithOthersRights() throws Exception {
        Inventory inventory = new Inventory(null, List.of(), List.of(), List.of(), List.of("bin/su", "bin/mount"));
        assertThat(ids(config(GOOD, ""), inventory)).containsExactly("CIS-DI-0008", "CIS-DI-0008");
    }

    @Test
    void credentialsInVariablesAndCommandsAreNamedWithoutTheirValue() throws Exception {
        String token = "glpat-" + "aB3_".repeat(5);
        ImageConfig config = config(GOOD + ", \"Env\": [\"DB_PASSWORD=hunter2hunter2\"]", "RUN sudo curl -H " + token);

        assertThat(ids(config, NOTHING)).containsExactly("DKL-DI-0001", "CIS-DI-0010");
        assertThat(ImageLint.secrets(config)).singleElement().satisfies(secret -> {
            assertThat(secret.rule()).isEqualTo("gitlab-token");
            assertThat(secret.place()).isEqualTo("history step 1");
        });
        assertThat(ImageLint.check(config, NOTHING) + "" + ImageLint.secrets(config))
                .doesNotContain(token)
                .doesNotContain("hunter2");
    }
}
