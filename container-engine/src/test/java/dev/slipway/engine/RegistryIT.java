package dev.slipway.engine;

import static dev.slipway.engine.LocalEngine.A_MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryIT {
    private static final ImageDigest UNKNOWN = new ImageDigest("sha256:" + "0".repeat(64));

    private LocalEngine local;
    private LocalRegistry registry;

    @BeforeAll
    void open(@TempDir Path directory) throws IOException {
        local = LocalEngine.open();
        registry = LocalRegistry.start(directory);
    }

    @AfterAll
    void close() {
        if (registry != null) {
            registry.close();
        }
        if (local != null) {
            local.close();
        }
    }

    private BuiltImage build(String dockerfile) throws IOException {
        return local.engine.build(local.spec("push"), local.context(dockerfile), LogSink.none(), new CancelSignal());
    }

    private ImageDigest push(BuiltImage image, String repository, String tag) {
        return local.engine.push(image.imageId(), repository, tag, null, A_MINUTE, new CancelSignal());
    }

    @Test
    void pushesAndPullsTheSameBytesByDigest() throws Exception {
        var repository = registry.host + "/team/app";
        var image = build("RUN echo pushed > /pushed\n");

        var digest = push(image, repository, "v1");

        assertThat(sha256(manifest(repository, digest))).isEqualTo(digest.value());
        assertThat(local.engine.imageRepoDigests(image.imageId())).contains(digest.in(repository));
        local.engine.removeImage(repository + ":v1");
        local.engine.removeImage(local.spec("push").tag());
        assertThat(local.engine.hasImage(digest.in(repository)))
                .as("image gone before the pull")
                .isFalse();

        var pulled = local.engine.pullByDigest(repository, digest, null, A_MINUTE, new CancelSignal());

        assertThat(pulled).isEqualTo(image.imageId());
        assertThat(local.engine.hasImage(digest.in(repository))).isTrue();
        local.engine.removeImage(digest.in(repository));
        local.engine.removeImage(digest.in(repository));
    }

    @Test
    void tellsTwoImagesUnderOneTagApart() throws IOException {
        var repository = registry.host + "/team/moving";
        var first = push(build("RUN echo first > /which\n"), repository, "latest");
        var second = push(build("RUN echo second > /which\n"), repository, "latest");

        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void aDigestTheRegistryDoesNotHaveIsNotWorthRetrying() {
        assertThatExceptionOfType(EngineFailure.PullFailed.class)
                .isThrownBy(() -> local.engine.pullByDigest(
                        registry.host + "/team/none", UNKNOWN, null, A_MINUTE, new CancelSignal()))
                .matches(e -> !e.retryable())
                .withMessageContaining(UNKNOWN.value());
    }

    @Test
    void aRegistryThatDoesNotAnswerIsWorthRetrying() throws IOException {
        var image = build("RUN echo nobody > /nobody\n");

        assertThatExceptionOfType(EngineFailure.PushFailed.class)
                .isThrownBy(() -> push(image, "127.0.0.1:1/team/app", "v1"))
                .matches(EngineFailure::retryable);
        local.engine.removeImage("127.0.0.1:1/team/app:v1");
    }

    @Test
    void pullsByNameWhatATagMeansNow() throws IOException {
        var name = registry.host + "/team/named:lts";
        var image = build("RUN echo named > /named\n");
        push(image, registry.host + "/team/named", "lts");
        local.engine.removeImage(name);
        local.engine.removeImage(local.spec("push").tag());

        assertThat(local.engine.pull(name, null, A_MINUTE, new CancelSignal())).isEqualTo(image.imageId());
        assertThat(local.engine.hasImage(name)).isTrue();
        assertThatExceptionOfType(EngineFailure.PullFailed.class)
                .as("without a tag it is latest, which nobody has pushed, and not all tags")
                .isThrownBy(() -> local.engine.pull(registry.host + "/team/named", null, A_MINUTE, new CancelSignal()))
                .withMessageContaining("/team/named:latest");
        local.engine.removeImage(name);
    }

    @Test
    void opensALockedRegistryWithItsLoginOnly(@TempDir Path folder) throws IOException {
        var wrong = new RegistryCredentials("ci", "hunter2hunter2");
        try (var locked = LocalRegistry.startLocked(folder)) {
            var repository = locked.host + "/team/members";
            var image = build("RUN echo members > /members\n");
            var digest = local.engine.push(
                    image.imageId(), repository, "v1", LocalRegistry.LOGIN, A_MINUTE, new CancelSignal());
            local.engine.removeImage(repository + ":v1");
            local.engine.removeImage(local.spec("push").tag());

            for (var login : new RegistryCredentials[] {null, wrong}) {
                assertThatExceptionOfType(EngineFailure.PullFailed.class)
                        .isThrownBy(() ->
                                local.engine.pullByDigest(repository, digest, login, A_MINUTE, new CancelSignal()))
                        .matches(e -> !e.retryable())
                        .withMessageContaining("give a login for this registry, or check the one given")
                        .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2hunter2"));
            }
            assertThat(local.engine.pullByDigest(repository, digest, LocalRegistry.LOGIN, A_MINUTE, new CancelSignal()))
                    .isEqualTo(image.imageId());
            local.engine.removeImage(digest.in(repository));
        }
    }

    @Test
    void anUnknownImageIsRefused() {
        assertThatExceptionOfType(EngineFailure.Refused.class)
                .isThrownBy(() -> local.engine.push(
                        UNKNOWN.value(), registry.host + "/team/app", "v1", null, A_MINUTE, new CancelSignal()))
                .matches(e -> e.status() == 404);
    }

    private static byte[] manifest(String repository, ImageDigest digest) throws IOException, InterruptedException {
        var slash = repository.indexOf('/');
        var address = "http://%s/v2/%s/manifests/%s"
                .formatted(repository.substring(0, slash), repository.substring(slash + 1), digest);
        var request = HttpRequest.newBuilder(URI.create(address))
                .header(
                        "Accept",
                        "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json")
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        }
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
