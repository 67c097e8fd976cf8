package dev.slipway.registry;

import static dev.slipway.registry.ScriptedRegistry.bytes;
import static dev.slipway.registry.ScriptedRegistry.cut;
import static dev.slipway.registry.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
class BlobTransferTest {
    private static final byte[] BLOB = new byte[100_000];
    private static final Descriptor BLOB_NAME =
            new Descriptor("application/octet-stream", OciDigest.of(BLOB), BLOB.length);
    private static final String GET_BLOB = "GET /v2/shop/api/blobs/" + BLOB_NAME.digest();
    private static final String START = "POST /v2/shop/api/blobs/uploads/";
    private static final String FINISH =
            "PUT /up/1?state=x&digest=" + BLOB_NAME.digest().value().replace(":", "%3A");

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
