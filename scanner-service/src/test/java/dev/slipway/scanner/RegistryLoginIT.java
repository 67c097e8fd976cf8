package dev.slipway.scanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.registry.Credentials;
import dev.slipway.registry.Login;
import dev.slipway.registry.Manifest;
import dev.slipway.registry.MediaTypes;
import dev.slipway.registry.RegistryClient;
import dev.slipway.registry.RegistryFailure;
import dev.slipway.registry.RegistryOptions;
import dev.slipway.registry.Repository;
import dev.slipway.stack.Ports;
import dev.slipway.stack.RegistryServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading an image from a real registry that wants a login. */
class RegistryLoginIT {
    private static final Login LOGIN = new Login("ci", "secret");

    /** The bcrypt hash of LOGIN's password: the only kind the registry reads, and none that Java can make. */
    private static final String HTPASSWD = "ci:$2b$04$r.JUwwppTpTWBA29DsDaGeByZAKngohzEqdiueN.qzJlPRXmWT51i\n";

    @Test
    void readsWithTheLoginItWasGivenAndSaysWhatToDoAboutAWrongOne(@TempDir Path folder) throws Exception {
        if (!RegistryServer.available()) {
            System.out.println("skipped: needs the package docker-registry");
            Assumptions.abort("skipped: needs the package docker-registry");
        }
        Path htpasswd = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
        try (RegistryServer registry = RegistryServer.locked(folder.resolve("registry"), Ports.free(), htpasswd)) {
            registry.start();
            ArtifactView artifact = pushed(registry.host());
            Registry wrong = registry(folder, registry.host(), "hunter2hunter2");
            Registry right = registry(folder, registry.host(), LOGIN.password());

            assertThatExceptionOfType(RegistryFailure.class)
                    .isThrownBy(() -> wrong.image(artifact))
                    .satisfies(e -> {
                        StepFailure failure = Registry.failure(e);
                        assertThat(failure)
                                .isInstanceOf(StepFailure.Terminal.class)
                                .hasMessageContaining("give a login for this registry, or check the one given");
                        assertThat(failure.toString() + failure.getCause()).doesNotContain("hunter2hunter2");
                    });
            assertThat(right.image(artifact).config().user()).isEqualTo("10001");
            wrong.close();
            right.close();
        }
    }

    private static Registry registry(Path folder, String host, String password) throws IOException {
        String auth = Base64.getEncoder()
                .encodeToString((LOGIN.username() + ":" + password).getBytes(StandardCharsets.UTF_8));
        Path file = Files.writeString(
                folder.resolve(password + ".json"), "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(host, auth));
        return new Registry(new Settings(folder, Duration.ofSeconds(5), Optional.empty(), Optional.of(file)));
    }

    private static ArtifactView pushed(String host) throws IOException {
        Repository repository = Repository.parse(host + "/build/shop");
        byte[] config =
                "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{\"User\":\"10001\"},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                        .getBytes(StandardCharsets.UTF_8);
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults()
                .withPlainHttpOnLoopback()
                .withCredentials(Credentials.of(Map.of(host, LOGIN))))) {
            Manifest manifest = Manifest.of(
                    "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d},\"layers\":[]}"
                            .formatted(
                                    MediaTypes.OCI_MANIFEST,
                                    "application/vnd.oci.image.config.v1+json",
                                    client.putBlob(repository, config),
                                    config.length)
                            .getBytes(StandardCharsets.UTF_8),
                    MediaTypes.OCI_MANIFEST);
            client.putManifest(repository, manifest);
            return new ArtifactView(
                    new Digest(manifest.digest().value()),
                    Artifact.State.BUILT,
                    new AppName("shop"),
                    repository.toString(),
                    MediaTypes.OCI_MANIFEST,
                    "https://git.example/shop.git",
                    new CommitId("0123456789012345678901234567890123456789"),
                    null,
                    BuildId.next(),
                    "{}",
                    null,
                    null,
                    Instant.EPOCH);
        }
    }
}
