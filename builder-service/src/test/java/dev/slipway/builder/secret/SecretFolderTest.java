package dev.slipway.builder.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.lifecycle.AppName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFolderTest {
    private static final AppName SHOP = new AppName("shop");
    private static final String REPOSITORY = "https://git.example/shop.git";
    private static final String VALUE = "planted-value-1";

    @TempDir
    private Path folder;

    private SecretFolder secrets;

    @BeforeEach
    void fill() throws IOException {
        Path shop = Files.createDirectory(folder.resolve("shop"));
        Files.writeString(shop.resolve("npm-token"), VALUE);
        Files.writeString(shop.resolve("repositories"), REPOSITORY + "\n");
        Files.createDirectory(folder.resolve("other"));
        secrets = new SecretFolder(folder, 1_000);
    }

    private void refused(AppName app, String repository, String id, String... words) {
        assertThatExceptionOfType(SecretRefused.class)
                .isThrownBy(() -> secrets.of(app, repository, List.of(id)))
                .withMessageContainingAll(words)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(VALUE));
    }

    @Test
    void givesWhatIsAskedFor() throws Exception {
        assertThat(secrets.of(SHOP, REPOSITORY, List.of("npm-token")).get("npm-token"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(VALUE);
        assertThat(secrets.of(SHOP, "https://elsewhere.example/x.git", List.of()))
                .isEmpty();
    }

    @Test
    void refusesAnAppThatIsClaimedByAnotherRepository() {
        refused(SHOP, "https://git.example/stranger.git", "npm-token", "may not use the secrets of app shop");
        refused(new AppName("other"), REPOSITORY, "npm-token", "may not use the secrets of app other");
    }

    @Test
    void refusesWhatIsNotThereOrNoSecret() {
        refused(SHOP, REPOSITORY, "pypi-token", "no secret 'pypi-token'");
        refused(SHOP, REPOSITORY, "repositories", "no secret 'repositories'");
    }

    @Test
    void refusesWhatCouldNotBeKeptOutOfLogsOrIsTooLarge() throws IOException {
        Files.writeString(folder.resolve("shop/pin"), "1234\n");
        Files.writeString(folder.resolve("shop/huge"), "x".repeat(1_001));

        refused(SHOP, REPOSITORY, "pin", "shorter than 6");
        refused(SHOP, REPOSITORY, "huge", "1001 bytes", "1000");
    }

    @Test
    void saysThatThereAreNone() {
        assertThatExceptionOfType(SecretRefused.class)
                .isThrownBy(() -> new SecretFolder(null, 10).of(SHOP, REPOSITORY, List.of("npm-token")))
                .withMessageContaining("slipway.builder.secrets");
    }

    @Test
    void redactsEachLineAndBase64() {
        Redaction redaction = Redaction.of(List.of("first-line\nsecond-line\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(redaction.apply("a first-line b second-line c Zmlyc3QtbGluZQpzZWNvbmQtbGluZQo= d"))
                .doesNotContain("first-line", "second-line", "Zmlyc3Q")
                .startsWith("a *** b *** c ***");
        assertThat(Redaction.none().apply("as it is")).isEqualTo("as it is");
    }
}
