package dev.slipway.registry;

import static dev.slipway.registry.ScriptedRegistry.bytes;
import static dev.slipway.registry.ScriptedRegistry.cut;
import static dev.slipway.registry.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RegistryClientTest {
    private static final byte[] IMAGE = "{\"config\":{},\"layers\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final OciDigest DIGEST = OciDigest.of(IMAGE);
    private static final byte[] BLOB = new byte[100_000];
    private static final Descriptor BLOB_NAME =
            new Descriptor("application/octet-stream", OciDigest.of(BLOB), BLOB.length);
    private static final String BY_DIGEST = "GET /v2/shop/api/manifests/" + DIGEST;
    private static final String[] OCI = {"Content-Type", MediaTypes.OCI_MANIFEST};

    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private ScriptedRegistry registry;
    private RegistryClient client;

    @BeforeEach
    void start() throws IOException {
        registry = new ScriptedRegistry();
        client = client(RegistryOptions.defaults().withPlainHttpOnLoopback());
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    private RegistryClient client(RegistryOptions options) {
        return new RegistryClient(options, new RetryPolicy(pauses::add, () -> 0.5));
    }

    @Test
    void asksForEveryManifestFormat() throws Exception {
        registry.on(BY_DIGEST, bytes(200, IMAGE, OCI));

        var manifest = client.manifest(registry.repository(), DIGEST);

        assertThat(manifest.bytes()).isEqualTo(IMAGE);
        assertThat(manifest.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        var request = registry.seen().getFirst();
        assertThat(request.header("accept"))
                .contains(
                        MediaTypes.OCI_MANIFEST,
                        MediaTypes.OCI_INDEX,
                        MediaTypes.DOCKER_MANIFEST,
                        MediaTypes.DOCKER_INDEX);
        assertThat(request.header("upgrade"))
                .as("no offer of HTTP/2 in the clear")
                .isNull();
        assertThat(request.header("authorization")).isNull();
    }

    @Test
    void waitsAsLongAsABusyRegistryAsks() throws Exception {
        registry.on(
                BY_DIGEST,
                status(429, "", "Retry-After", "2"),
                status(503, ""),
                status(408, ""),
                bytes(200, IMAGE, OCI));

        assertThat(client.manifest(registry.repository(), DIGEST).digest()).isEqualTo(DIGEST);
        assertThat(pauses).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void givesUpAfterFiveTriesAndSaysSo() {
        registry.on(BY_DIGEST, status(503, "{\"errors\":[{\"code\":\"UNAVAILABLE\",\"message\":\"maintenance\"}]}"));

        assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                .isThrownBy(() -> client.manifest(registry.repository(), DIGEST))
                .withMessageContaining("503")
                .withMessageContaining("UNAVAILABLE maintenance")
                .withMessageContaining("5 tries")
                .matches(RegistryFailure::retryable);
        assertThat(registry.seen()).hasSize(5);
    }

    @Test
    void triesAgainWhereNobodyListens() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                .isThrownBy(() -> client.ping("127.0.0.1:" + free))
                .withMessageContaining("is the registry running?");
        assertThat(pauses).hasSize(4);
    }

    @Test
    void saysWhatKindOfNo() {
        registry.on(BY_DIGEST, status(404, "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"m\"}]}"));
        assertThatExceptionOfType(RegistryFailure.NotFound.class)
                .isThrownBy(() -> client.manifest(registry.repository(), DIGEST))
                .withMessageContaining(DIGEST.value());

        registry.on(BY_DIGEST, status(403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"m\"}]}"));
        assertThatExceptionOfType(RegistryFailure.Refused.class)
                .isThrownBy(() -> client.manifest(registry.repository(), DIGEST))
                .satisfies(e -> assertThat(e.status()).isEqualTo(403))
                .satisfies(e -> assertThat(e.codes()).containsExactly("DENIED"));

        registry.on(BY_DIGEST, status(401, "<html>"));
        assertThatExceptionOfType(RegistryFailure.Unauthorized.class)
                .isThrownBy(() -> client.manifest(registry.repository(), DIGEST));

        registry.on(BY_DIGEST, status(204, ""));
        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> client.manifest(registry.repository(), DIGEST))
                .withMessageContaining("204");
        assertThat(pauses).isEmpty();
    }

    @Test
    void refusesAManifestOfOtherBytes() {
        registry.on(BY_DIGEST, status(200, "{\"config\":{},\"layers\":[1]}", OCI));
        registry.on(
                "GET /v2/shop/api/manifests/v1",
                bytes(200, IMAGE, "Docker-Content-Digest", BLOB_NAME.digest().value()));

        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> client.manifest(registry.repository(), DIGEST))
                .withMessageContaining(DIGEST.value());
        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> client.manifest(registry.repository(), "v1"));
    }

    @Test
    void asksAgainForAManifestThatWasCut() throws Exception {
        registry.on(BY_DIGEST, cut(Arrays.copyOf(IMAGE, 5), IMAGE.length, OCI), bytes(200, IMAGE, OCI));

        assertThat(client.manifest(registry.repository(), DIGEST).bytes()).isEqualTo(IMAGE);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void refusesAManifestWithoutEnd() {
        registry.on(BY_DIGEST, bytes(200, new byte[5 * 1024 * 1024], OCI));

        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> client.manifest(registry.repository(), DIGEST))
                .withMessageContaining("larger than");
    }

    @Test
    void resolvesByHeaderOrElseByBytes() throws Exception {
        registry.on("HEAD /v2/shop/api/manifests/v1", status(200, "", "Docker-Content-Digest", DIGEST.value()));
        registry.on("HEAD /v2/shop/api/manifests/v2", status(200, "", "Docker-Content-Digest", "sha256:odd"));
        registry.on("GET /v2/shop/api/manifests/v2", bytes(200, IMAGE, OCI));
        registry.on("HEAD /v2/shop/api/manifests/v3", status(404, ""));

        assertThat(client.resolve(registry.repository(), "v1")).contains(DIGEST);
        assertThat(client.resolve(registry.repository(), "v2")).contains(DIGEST);
        assertThat(client.resolve(registry.repository(), "v3")).isEqualTo(Optional.empty());
    }

    @Test
    void givesUpOnAnAnswerThatNeverStarts() {
        var released = new CountDownLatch(1);
        registry.on(BY_DIGEST, exchange -> await(released));
        try (var impatient = client(RegistryOptions.defaults()
                .withPlainHttpOnLoopback()
                .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300)))) {
            assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                    .isThrownBy(() -> impatient.manifest(registry.repository(), DIGEST))
                    .withMessageContaining("not answered in time");
            assertThat(pauses).isEmpty();
        } finally {
            released.countDown();
        }
    }

    @Test
    void readsAllPagesOfTags() throws Exception {
        registry.on(
                "GET /v2/shop/api/tags/list",
                status(200, "{\"tags\":[\"a\",\"b\"]}", "Link", "</v2/shop/api/tags/list?last=b&n=2>; rel=\"next\""));
        registry.on("GET /v2/shop/api/tags/list?last=b&n=2", status(503, ""), status(200, "{\"tags\":[\"c\"]}"));

        assertThat(client.tags(registry.repository())).containsExactly("a", "b", "c");
    }

    @Test
    void saysWhenATagWasMovedByAnotherMeanwhile() {
        var other = "{\"manifests\":[]}".getBytes(StandardCharsets.UTF_8);
        registry.on("PUT /v2/shop/api/manifests/v1", status(201, ""));
        registry.on(BY_DIGEST, bytes(200, IMAGE, OCI));
        registry.on("GET /v2/shop/api/manifests/v1", bytes(200, other));

        assertThatExceptionOfType(RegistryFailure.TagTaken.class)
                .isThrownBy(() ->
                        client.putManifest(registry.repository(), "v1", Manifest.of(IMAGE, MediaTypes.OCI_MANIFEST)))
                .satisfies(e -> assertThat(e.present()).isEqualTo(OciDigest.of(other)))
                .satisfies(e -> assertThat(e.wanted()).isEqualTo(DIGEST));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("the test never let go");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
