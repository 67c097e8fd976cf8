package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {

    @Test
    void readsSeveralChallengesFromOneLine() {
        var challenges = Challenge.parse(List.of(
                "Negotiate, Bearer realm=\"https://a.example/t?x=1,2\", service = \"r \\\"q\\\"\",scope=\"a:b:c d:e:f\"",
                "basic Realm=plain"));

        assertThat(challenges)
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge(
                                "bearer",
                                Map.of(
                                        "realm", "https://a.example/t?x=1,2",
                                        "service", "r \"q\"",
                                        "scope", "a:b:c d:e:f")),
                        new Challenge("basic", Map.of("realm", "plain")));
    }

    @Test
    void survivesChallengesThatCannotBeRead() {
        assertThat(Challenge.parse(List.of("", ",,,", "\"Bearer", "realm=\"x\"")))
                .isEmpty();
        assertThat(Challenge.parse(List.of("Bearer realm=\"open"))).containsExactly(new Challenge("bearer", Map.of()));
    }

    @Test
    void mergesActionsOfTheSameRepository() {
        var target = Scopes.push(new Repository("r.example", "b"));
        var source = Scopes.pull(new Repository("r.example", "a"));

        assertThat(target.and(source).values()).containsExactly("repository:a:pull", "repository:b:pull,push");
        assertThat(target.and(target)).isEqualTo(target);
        assertThat(source.and(Scopes.parse("repository:a:push,delete registry:catalog:*"))
                        .values())
                .containsExactly("registry:catalog:*", "repository:a:delete,pull,push");
        assertThat(Scopes.none().and(Scopes.parse("  ")).values()).isEmpty();
    }

    @Test
    void readsLoginsOfDockerConfig(@TempDir Path folder) throws Exception {
        var config = DockerConfig.read(write(folder, """
                {"auths": {"127.0.0.1:5000": {"auth": "%s"}, "https://index.docker.io/v1/": {"auth": "%s"},
                  "helped.example": {}}, "credsStore": "pass"}
                """.formatted(base64("ci:a:b"), base64("hub:pw"))));

        assertThat(config.forHost("127.0.0.1:5000")).contains(new Login("ci", "a:b"));
        assertThat(config.forHost("docker.io")).contains(new Login("hub", "pw"));
        assertThat(config.forHost("other.example")).isEmpty();
        assertThatExceptionOfType(RegistryFailure.Unauthorized.class)
                .isThrownBy(() -> config.forHost("helped.example"))
                .withMessageContaining("docker-credential-pass");
    }

    @Test
    void namesTheSettingWhoseFileCannotBeUsed(@TempDir Path folder) throws Exception {
        var missing = folder.resolve("none.json");

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> DockerConfig.named("slipway.scanner.docker-config", Optional.of(missing)))
                .withMessage("slipway.scanner.docker-config cannot be used: %s is not there; write it with docker login"
                        .formatted(missing));
        assertThat(DockerConfig.named("slipway.scanner.docker-config", Optional.empty())
                        .forHost("any.example"))
                .isEmpty();
    }

    @Test
    void neverRepeatsWhatMayBeAPassword(@TempDir Path folder) throws Exception {
        var broken = write(folder, "{\"auths\": {\"h.example\": {\"auth\": hunter2 }}}");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> DockerConfig.read(broken))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2"));

        var notBase64 = write(folder, "{\"auths\": {\"h.example\": {\"auth\": \"hunter2!\"}}}");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> DockerConfig.read(notBase64))
                .withMessageContaining("h.example")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2"));
    }

    private static Path write(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("config.json"), text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
