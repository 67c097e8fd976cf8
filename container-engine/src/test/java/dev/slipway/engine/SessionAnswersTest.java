package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionAnswersTest {
    private static final String GET_SECRET = "/moby.buildkit.secrets.v1.Secrets/GetSecret";
    private static final String CREDENTIALS = "/moby.filesync.v1.Auth/Credentials";

    private final BuildAccess access = new BuildAccess(
            Map.of("token", "v".repeat(300).getBytes(StandardCharsets.UTF_8)),
            Map.of(
                    "docker.io", new RegistryCredentials("hub", "p1"),
                    "registry.example:5000", new RegistryCredentials("ci", "p2")));
    private final SessionAnswers answers = new SessionAnswers(access);

    private SessionAnswers.Answer ask(String method, String text) {
        return answers.to(method, new ProtobufWriter().text(1, text).message());
    }

    private static String field(SessionAnswers.Answer answer, int wanted) {
        assertThat(answer.status()).isZero();
        var reader = new ProtobufReader(answer.message());
        for (var field = reader.nextField(); field != 0; field = reader.nextField()) {
            if (field == wanted) {
                return reader.text();
            }
            reader.skip();
        }
        return "";
    }

    @Test
    void saysItIsAlive() {
        assertThat(answers.to("/grpc.health.v1.Health/Check", new byte[0]).message())
                .containsExactly(8, 1);
    }

    @Test
    void givesTheSecretThatWasNamedAndNoOther() {
        assertThat(field(ask(GET_SECRET, "token"), 1)).hasSize(300);
        assertThat(ask(GET_SECRET, "other").status()).isEqualTo(5);
        assertThat(ask(GET_SECRET, "other").explanation()).contains("other").contains("[token]");
    }

    @Test
    void givesTheLoginOfTheRegistryThatWasNamedAndNoOther() {
        assertThat(field(ask(CREDENTIALS, "registry.example:5000"), 1)).isEqualTo("ci");
        assertThat(field(ask(CREDENTIALS, "registry.example:5000"), 2)).isEqualTo("p2");
        assertThat(field(ask(CREDENTIALS, "registry-1.docker.io"), 2)).isEqualTo("p1");
        assertThat(ask(CREDENTIALS, "registry.example").message()).isEmpty();
        assertThat(ask(CREDENTIALS, "registry.example").status()).isZero();
    }

    @Test
    void refusesWhatItDoesNotServeOrUnderstand() {
        assertThat(ask("/moby.filesync.v1.Auth/FetchToken", "x").status()).isEqualTo(12);
        assertThat(answers.to(GET_SECRET, new byte[] {10, 127}).status()).isEqualTo(3);
    }

    @Test
    void neverPrintsValues() {
        assertThat(access.toString()).contains("token").doesNotContain("vvv").doesNotContain("p1");
    }

    @Test
    void refusesASecretThatBuildKitWouldNotTake() {
        var tooLarge = Map.of("big", new byte[BuildAccess.LARGEST_SECRET + 1]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BuildAccess(tooLarge, Map.of()))
                .withMessageContaining("big");
    }
}
