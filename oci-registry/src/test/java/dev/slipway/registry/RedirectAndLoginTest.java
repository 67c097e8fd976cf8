package dev.slipway.registry;

import static dev.slipway.registry.ScriptedRegistry.bytes;
import static dev.slipway.registry.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedirectAndLoginTest {
    private static final byte[] BLOB = "blob".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor NAME = new Descriptor("application/octet-stream", OciDigest.of(BLOB), BLOB.length);
    private static final String GET_BLOB = "GET /v2/shop/api/blobs/" + NAME.digest();
    private static final String HEAD_BLOB = "HEAD /v2/shop/api/blobs/" + NAME.digest();
    private static final Login LOGIN = new Login("ci", "s3cret");
    private static final String TOKEN_LINE = "GET /token?service=reg&scope=repository%3Ashop%2Fapi%3Apull";

    private ScriptedRegistry registry;
    private ScriptedRegistry other;
    private RegistryClient client;

    @BeforeEach
    void start() throws IOException {
        registry = new ScriptedRegistry();
        other = new ScriptedRegistry();
        client = new RegistryClient(
                RegistryOptions.defaults()
                        .withPlainHttpOnLoopback()
                        .withCredentials(Credentials.of(Map.of(registry.host(), LOGIN))),
                new RetryPolicy(pause -> {}, () -> 0.5));
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
        other.close();
    }

    @Test
    void showsAuthorizationOnlyToTheRegistryItself() throws Exception {
        registry.on(
                GET_BLOB,
                status(401, "", "WWW-Authenticate", "Basic realm=\"r\""),
                status(307, "", "Location", "/moved"));
        registry.on("GET /moved", status(302, "", "Location", other.url("/bucket/blob?signature=abc")));
        other.on("GET /bucket/blob?signature=abc", bytes(200, BLOB));

        try (var blob = client.blob(registry.repository(), NAME)) {
            assertThat(blob.readAllBytes()).isEqualTo(BLOB);
        }

        assertThat(registry.lines()).containsExactly(GET_BLOB, GET_BLOB, "GET /moved");
        assertThat(registry.seen().get(0).header("authorization"))
                .as("not before it is asked for")
                .isNull();
        assertThat(registry.seen().get(1).header("authorization")).isEqualTo("Basic Y2k6czNjcmV0");
        assertThat(registry.seen().get(2).header("authorization")).isEqualTo("Basic Y2k6czNjcmV0");
        assertThat(other.seen().getFirst().header("authorization")).isNull();
    }

    @Test
    void doesNotLogInWhereItWasRedirectedTo() {
        registry.on(HEAD_BLOB, status(307, "", "Location", other.url("/x")));
        other.on("HEAD /x", status(401, "", "WWW-Authenticate", "Basic realm=\"give me that\""));

        assertThatExceptionOfType(RegistryFailure.Unauthorized.class)
                .isThrownBy(() -> client.blobExists(registry.repository(), NAME.digest()));
        assertThat(other.seen()).hasSize(1);
    }

    @Test
    void doesNotShowAuthorizationToAnUploadLocationElsewhere() throws Exception {
        registry.on(
                "POST /v2/shop/api/blobs/uploads/",
                status(401, "", "WWW-Authenticate", "Basic realm=\"r\""),
                status(202, "", "Location", other.url("/store")));
        other.on("PUT /store?digest=" + NAME.digest().value().replace(":", "%3A"), status(201, ""));

        client.putBlob(registry.repository(), BLOB);

        assertThat(other.seen().getFirst().header("authorization")).isNull();
        assertThat(other.seen().getFirst().body()).isEqualTo(BLOB);
    }

    @Test
    void endsARedirectThatTurnsInCircles() {
        registry.on(HEAD_BLOB, status(307, "", "Location", "/a"));
        registry.on("HEAD /a", status(307, "", "Location", "/a"));

        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(() -> client.blobExists(registry.repository(), NAME.digest()))
                .withMessageContaining("more than 5 times");
    }

    @Test
    void asksTheAddressThatARegistryIsReachedAt() throws Exception {
        registry.on(GET_BLOB, bytes(200, BLOB));
        try (var elsewhere = new RegistryClient(
                RegistryOptions.defaults().withPlainHttp(Set.of("images.example:5000=" + registry.host())))) {

            try (var blob = elsewhere.blob(new Repository("images.example:5000", "shop/api"), NAME)) {
                assertThat(blob.readAllBytes()).isEqualTo(BLOB);
            }
        }

        assertThat(registry.lines()).contains(GET_BLOB);
    }

    @Test
    void isNotLedToPlainHttpThatWasNotAllowed() throws Exception {
        registry.on(HEAD_BLOB, status(307, "", "Location", other.url("/x?signature=abc")));
        try (var strict = new RegistryClient(RegistryOptions.defaults().withPlainHttp(Set.of(registry.host())))) {
            assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                    .isThrownBy(() -> strict.blobExists(registry.repository(), NAME.digest()))
                    .withMessageContaining(other.host())
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("signature"));
        }
        assertThat(other.seen()).isEmpty();
    }

    @Test
    void fetchesABearerTokenAndKeepsIt() throws Exception {
        challengeBearer();
        other.on(TOKEN_LINE, status(200, "{\"token\":\"t1\",\"expires_in\":300}"));

        assertThat(client.blobExists(registry.repository(), NAME.digest())).isTrue();
        assertThat(client.blobExists(registry.repository(), NAME.digest())).isTrue();

        assertThat(other.lines()).containsExactly(TOKEN_LINE);
        assertThat(other.seen().getFirst().header("authorization")).isEqualTo("Basic Y2k6czNjcmV0");
        assertThat(registry.seen())
                .extracting(one -> one.header("authorization"))
                .containsExactly(null, "Bearer t1", "Bearer t1");
    }

    @Test
    void fetchesANewTokenWhenTheOldOneIsRefusedOrTooOld() throws Exception {
        challengeBearer();
        other.on(
                TOKEN_LINE,
                status(200, "{\"access_token\":\"t0\",\"expires_in\":300}"),
                status(200, "{\"token\":\"t1\",\"expires_in\":5}"),
                status(200, "{\"token\":\"t1\"}"));

        // t0 is not accepted, though fresh
        assertThatExceptionOfType(RegistryFailure.Unauthorized.class)
                .isThrownBy(() -> client.blobExists(registry.repository(), NAME.digest()));
        assertThat(client.blobExists(registry.repository(), NAME.digest())).isTrue();
        // t1 lasts five seconds, less than a request may take
        assertThat(client.blobExists(registry.repository(), NAME.digest())).isTrue();

        assertThat(registry.seen())
                .extracting(one -> one.header("authorization"))
                .containsExactly(null, "Bearer t0", "Bearer t0", "Bearer t1", null, "Bearer t1");
    }

    @Test
    void asksForBothRepositoriesWhenItMounts() throws Exception {
        var mount = "POST /v2/shop/prod/blobs/uploads/?mount=%s&from=shop%%2Fapi"
                .formatted(NAME.digest().value().replace(":", "%3A"));
        registry.on(
                mount,
                status(401, "", "WWW-Authenticate", "Bearer realm=\"" + other.url("/token") + "\""),
                status(201, "", "Location", "/v2/x"));
        var token = "GET /token?scope=repository%3Ashop%2Fapi%3Apull&scope=repository%3Ashop%2Fprod%3Apull%2Cpush";
        other.on(token, status(200, "{\"token\":\"t\"}"));

        assertThat(client.mountBlob(new Repository(registry.host(), "shop/prod"), NAME.digest(), registry.repository()))
                .isTrue();
        assertThat(other.lines()).containsExactly(token);
    }

    @Test
    void tellsTokenServersApartFromRegistries() {
        challengeBearer();

        other.on(TOKEN_LINE, status(401, ""));
        assertThatExceptionOfType(RegistryFailure.Unauthorized.class).isThrownBy(this::exists);

        other.on(TOKEN_LINE, status(200, "{}"));
        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(this::exists)
                .withMessageContaining("without a token");

        other.on(TOKEN_LINE, status(503, ""));
        assertThatExceptionOfType(RegistryFailure.Unavailable.class)
                .isThrownBy(this::exists)
                .withMessageContaining("/token");
    }

    @Test
    void doesNotSendALoginToATokenServerWithoutTls() {
        registry.on(
                HEAD_BLOB,
                status(401, "", "WWW-Authenticate", "Bearer realm=\"http://auth.example/token\",service=\"reg\""));

        assertThatExceptionOfType(RegistryFailure.Corrupt.class)
                .isThrownBy(this::exists)
                .withMessageContaining("auth.example");
    }

    private boolean exists() throws RegistryFailure {
        return client.blobExists(registry.repository(), NAME.digest());
    }

    /** Takes the token t1 and no other. */
    private void challengeBearer() {
        var challenge =
                "Bearer realm=\"%s\",service=\"reg\",scope=\"repository:shop/api:pull\"".formatted(other.url("/token"));
        registry.on(HEAD_BLOB, exchange -> {
            var accepted = "Bearer t1".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            (accepted ? status(200, "") : status(401, "", "WWW-Authenticate", challenge)).to(exchange);
        });
    }
}
