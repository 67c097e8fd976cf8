package dev.slipway.promoter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Digest;
import dev.slipway.registry.Credentials;
import dev.slipway.registry.Login;
import dev.slipway.registry.Manifest;
import dev.slipway.registry.MediaTypes;
import dev.slipway.registry.OciDigest;
import dev.slipway.registry.RegistryClient;
import dev.slipway.registry.RegistryOptions;
import dev.slipway.registry.Repository;
import dev.slipway.registry.TagRule;
import dev.slipway.stack.Ports;
import dev.slipway.stack.RegistryServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promotion in a real registry that wants a login. */
class RegistryLoginIT {
    private static final Login LOGIN = new Login("ci", "secret");

    /** The bcrypt hash of LOGIN's password: the only kind the registry reads, and none that Java can make. */
    private static final String HTPASSWD = "ci:$2b$04$r.JUwwppTpTWBA29DsDaGeByZAKngohzEqdiueN.qzJlPRXmWT51i\n";

    @Test
    void promotesWithTheLoginItWasGivenAndSaysWhatToDoAboutAWrongOne(@TempDir Path folder) throws Exception {
        if (!RegistryServer.available()) {
            System.out.println("skipped: needs the package docker-registry");
            Assumptions.abort("skipped: needs the package docker-registry");
        }
        Path htpasswd = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
        try (RegistryServer registry = RegistryServer.locked(folder.resolve("registry"), Ports.free(), htpasswd)) {
            registry.start();
            String source = registry.host() + "/build/shop";
            String target = registry.host() + "/prod/shop";
            Map<String, TagRule> tags = Map.of("live", TagRule.MOVABLE);
            try (RegistryClient client = new RegistryClient(RegistryOptions.defaults()
                    .withPlainHttpOnLoopback()
                    .withCredentials(Credentials.of(Map.of(registry.host(), LOGIN))))) {
                Digest digest = pushed(client, Repository.parse(source));
                PromotedImages wrong = promoted(folder, registry.host(), "hunter2hunter2");
                PromotedImages right = promoted(folder, registry.host(), LOGIN.password());

                assertThatExceptionOfType(StepFailure.Terminal.class)
                        .isThrownBy(() -> wrong.place(source, digest, target, tags))
                        .withMessageContaining("give a login for this registry, or check the one given")
                        .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("hunter2hunter2"));
                right.place(source, digest, target, tags);

                assertThat(client.resolve(Repository.parse(target), "live")).contains(new OciDigest(digest.value()));
                wrong.close();
                right.close();
            }
        }
    }

    private static PromotedImages promoted(Path folder, String registry, String password) throws IOException {
        String auth = Base64.getEncoder()
                .encodeToString((LOGIN.username() + ":" + password).getBytes(StandardCharsets.UTF_8));
        Path file = Files.writeString(
                folder.resolve(password + ".json"), "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry, auth));
        return new PromotedImages(new Settings(Optional.empty(), Optional.of(file)));
    }

    private static Digest pushed(RegistryClient client, Repository repository) throws IOException {
        byte[] config = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                .getBytes(StandardCharsets.UTF_8);
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
        return new Digest(manifest.digest().value());
    }
}
