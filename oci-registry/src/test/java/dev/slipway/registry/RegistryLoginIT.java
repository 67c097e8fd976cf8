package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logging in to a real registry, by password and by signed token. */
@Timeout(60)
class RegistryLoginIT {
    private static final Login LOGIN = new Login("ci", "secret");

    /** The bcrypt hash of LOGIN's password: the only kind the registry reads, and none that Java can make. */
    private static final String HTPASSWD = "ci:$2b$04$r.JUwwppTpTWBA29DsDaGeByZAKngohzEqdiueN.qzJlPRXmWT51i\n";

    @BeforeAll
    static void requireRegistry() {
        Programs.require(RegistryProcess.BINARY);
    }

    @Test
    void logsInWithAPassword(@TempDir Path folder) throws Exception {
        var passwords = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
        var auth = "auth: {htpasswd: {realm: tests, path: '%s'}}".formatted(passwords);
        try (var registry = new RegistryProcess(folder, auth);
                var stranger = client(Credentials.anonymous());
                var wrong = client(Credentials.of(Map.of(registry.host(), new Login("ci", "guess"))));
                var right = client(Credentials.of(Map.of(registry.host(), LOGIN)))) {
            var image = TinyImage.saying("for members");
            image.push(right, registry.repository("shop/api"));

            right.ping(registry.host());
            assertThat(right.manifest(registry.repository("shop/api"), image.digest()))
                    .isEqualTo(image.document());
            for (var refused : List.of(stranger, wrong)) {
                assertThatExceptionOfType(RegistryFailure.Unauthorized.class)
                        .isThrownBy(() -> refused.manifest(registry.repository("shop/api"), image.digest()));
                assertThatExceptionOfType(RegistryFailure.Unauthorized.class)
                        .isThrownBy(() -> refused.ping(registry.host()));
            }
        }
    }

    @Test
    void logsInWithTokensThatCoverBothSidesOfAMount(@TempDir Path folder) throws Exception {
        try (var tokens = new TokenServer(folder, LOGIN);
                var registry = new RegistryProcess(folder, tokens.registryConfig());
                var stranger = client(Credentials.anonymous());
                var client = client(Credentials.of(Map.of(registry.host(), LOGIN)))) {
            var image = TinyImage.saying("for token holders");
            var source = registry.repository("shop/dev");
            var target = registry.repository("shop/prod");
            image.push(client, source);

            assertThat(client.mountBlob(target, OciDigest.of(image.layer()), source))
                    .isTrue();
            assertThat(client.mountBlob(target, OciDigest.of(image.config()), source))
                    .isTrue();
            client.putManifest(target, "live", image.document());

            assertThat(client.resolve(target, "live")).contains(image.digest());
            assertThat(tokens.asked())
                    .as("one token for each set of scopes, however many requests")
                    .doesNotHaveDuplicates()
                    .contains(List.of("repository:shop/dev:pull", "repository:shop/prod:pull,push"));
            assertThatExceptionOfType(RegistryFailure.Unauthorized.class)
                    .isThrownBy(() -> stranger.resolve(target, "live"));
        }
    }

    private static RegistryClient client(Credentials credentials) {
        return new RegistryClient(
                RegistryOptions.defaults().withPlainHttpOnLoopback().withCredentials(credentials));
    }
}
