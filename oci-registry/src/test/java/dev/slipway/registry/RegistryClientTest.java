package dev.slipway.registry;

import static dev.slipway.registry.ScriptedRegistry.bytes;
import static dev.slipway.registry.ScriptedRegistry.cut;
import static dev.slipway.registry.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RegistryClientTest {
    private static final byte[] IMAGE = "{\"config\":{},\"layers\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final OciDigest DIGEST = OciDigest.of(IMAGE);
    private static final byte[] BLOB = new byte[100_000];
    private static final Descriptor BLOB_NAME =
            new Descriptor("application/octet-stream", OciDigest.of(BLOB), BLOB.length);
    private static final String BY_DIGEST = "GET /v2/shop/api/manifests/" + DIGEST;
    private static final String GET_BLOB = "GET /v2/shop/api/blobs/" + BLOB_NAME.digest();
    private static final String START = "POST /v2/shop/api/blobs/uploads/";
    private static final String FINISH =
            "PUT /up/1?state=x&digest=" + BLOB_NAME.digest().value().replace(":", "%3A");
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
    void handsOutABlobOnlyWhenItIsTheRightOne() throws Exception {
        registry.on(GET_BLOB, bytes(200, BLOB));
        assertThat(read()).isEqualTo(BLOB);

        var wrong = BLOB.clone();
        wrong[99_999] = 1;
        registry.on(GET_BLOB, bytes(200, wrong));
        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(this::read)
                .withMessageContaining(OciDigest.of(wrong).value());

        registry.on(GET_BLOB, bytes(200, Arrays.copyOf(BLOB, 10)));
        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(this::read)
                .withMessageContaining("announces 10 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {99_999, 100_001})
    void refusesABlobOfUnannouncedOtherSize(int size) {
        // length 0 means chunked in the JDK's server: the client learns the size only at the end
        registry.on(GET_BLOB, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(Arrays.copyOf(BLOB, size));
        });

        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(this::read)
                .withMessageContaining("which has 100000");
    }

    @Test
    void saysWhenABlobIsCut() {
        registry.on(GET_BLOB, cut(Arrays.copyOf(BLOB, 50_000), BLOB.length));

        assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                .isThrownBy(this::read)
                .withMessageContaining("broke off")
                .matches(RegistryFailure::retryable);
    }

    @Test
    void givesUpOnABlobThatStalls() throws Exception {
        var released = new CountDownLatch(1);
        registry.on(GET_BLOB, exchange -> {
            exchange.sendResponseHeaders(200, BLOB.length);
            exchange.getResponseBody().write(BLOB, 0, 10);
            exchange.getResponseBody().flush();
            await(released);
        });
        try (var impatient = client(RegistryOptions.defaults()
                        .withPlainHttpOnLoopback()
                        .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300)));
                var blob = impatient.blob(registry.repository(), BLOB_NAME)) {
            assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                    .isThrownBy(blob::readAllBytes)
                    .withMessageContaining("stalled");
        } finally {
            released.countDown();
        }
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
    void closingEndsAReaderInAnotherThread() throws Exception {
        var released = new CountDownLatch(1);
        registry.on(GET_BLOB, exchange -> {
            exchange.sendResponseHeaders(200, BLOB.length);
            exchange.getResponseBody().write(BLOB, 0, 10);
            exchange.getResponseBody().flush();
            await(released);
        });
        try (var blob = client.blob(registry.repository(), BLOB_NAME)) {
            assertThat(blob.readNBytes(10)).hasSize(10);
            var reader = CompletableFuture.supplyAsync(() -> failureOf(blob));
            client.close();

            assertThat(reader.get(10, TimeUnit.SECONDS)).isInstanceOf(RegistryFailure.Unavailable.class);
        } finally {
            released.countDown();
        }
    }

    @Test
    void sendsAnUploadAgainFromItsStart() throws Exception {
        registry.on(START, status(202, "", "Location", "/up/1?state=x"));
        registry.on(FINISH, status(502, ""), status(201, ""));

        client.putBlob(registry.repository(), BLOB);

        assertThat(registry.lines()).containsExactly(START, FINISH, START, FINISH);
        assertThat(registry.seen().getLast().body()).isEqualTo(BLOB);
        assertThat(registry.seen().getLast().header("content-length")).isEqualTo("100000");
    }

    @Test
    void uploadOfWrongBytesNeverArrives() {
        registry.on(START, status(202, "", "Location", "/up/1?state=x"));
        registry.on("DELETE /up/1?state=x", status(204, ""));
        registry.on(FINISH, status(201, ""));
        var wrong = BLOB.clone();
        wrong[3] = 1;

        for (var source : List.of(wrong, Arrays.copyOf(BLOB, 5), Arrays.copyOf(BLOB, 200_000))) {
            assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                    .isThrownBy(() -> client.putBlob(
                            registry.repository(),
                            BLOB_NAME.digest(),
                            BLOB.length,
                            () -> new ByteArrayInputStream(source)))
                    .withMessageContaining("the source of the upload");
        }
        assertThat(registry.seen()).noneMatch(one -> one.line().equals(FINISH));
        assertThat(registry.lines()).contains("DELETE /up/1?state=x");
    }

    @Test
    void sourceThatCannotBeReadFailsWithItsOwnError() {
        registry.on(START, status(202, "", "Location", "/up/1?state=x"));
        var own = new IOException("disk on fire");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client.putBlob(registry.repository(), BLOB_NAME.digest(), BLOB.length, () -> {
                    throw own;
                }))
                .isSameAs(own);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() ->
                        client.putBlob(registry.repository(), BLOB_NAME.digest(), BLOB.length, () -> new InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw own;
                            }

                            @Override
                            public int read(byte[] target, int offset, int length) throws IOException {
                                throw own;
                            }
                        }))
                .isSameAs(own);
        assertThat(pauses).isEmpty();
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

    private byte[] read() throws IOException {
        try (var blob = client.blob(registry.repository(), BLOB_NAME)) {
            return blob.readAllBytes();
        }
    }

    private static IOException failureOf(InputStream stream) {
        try {
            stream.readAllBytes();
            return new IOException("read to the end");
        } catch (IOException e) {
            return e;
        }
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
