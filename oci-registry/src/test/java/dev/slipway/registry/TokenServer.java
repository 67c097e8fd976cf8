package dev.slipway.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Grants whatever one user asks for, with signed tokens that a real registry checks. */
final class TokenServer implements AutoCloseable {
    private static final String PASSWORD = "keystore";
    private static final Base64.Encoder URL64 = Base64.getUrlEncoder().withoutPadding();

    private final HttpServer server;
    private final Login login;
    private final PrivateKey key;
    private final Certificate certificate;
    private final Path certificateFile;
    private final List<List<String>> asked = new CopyOnWriteArrayList<>();

    TokenServer(Path folder, Login login) throws Exception {
        this.login = login;
        var store = folder.resolve("keys.p12");
        Programs.run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-alias",
                "k",
                "-dname",
                "CN=tokens",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        this.key = (PrivateKey) keys.getKey("k", PASSWORD.toCharArray());
        this.certificate = keys.getCertificate("k");
        this.certificateFile = Files.writeString(
                folder.resolve("tokens.pem"),
                "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                        .formatted(Base64.getMimeEncoder().encodeToString(certificate.getEncoded())));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", this::answer);
        server.start();
    }

    /** The auth section that makes a registry trust this server. */
    String registryConfig() {
        return "auth: {token: {realm: 'http://127.0.0.1:%d/token', service: reg, issuer: tests, rootcertbundle: '%s'}}"
                .formatted(server.getAddress().getPort(), certificateFile);
    }

    /** The scopes of each request so far. */
    List<List<String>> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!login.basic().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            var scopes = scopes(exchange.getRequestURI().getRawQuery());
            asked.add(scopes);
            var body = "{\"token\":\"%s\",\"expires_in\":300}"
                    .formatted(token(scopes))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static List<String> scopes(String query) {
        var scopes = new ArrayList<String>();
        for (var parameter : query.split("&", -1)) {
            if (parameter.startsWith("scope=")) {
                scopes.add(URLDecoder.decode(parameter.substring("scope=".length()), StandardCharsets.UTF_8));
            }
        }
        return scopes;
    }

    private String token(List<String> scopes) throws GeneralSecurityException {
        var access = scopes.stream().map(TokenServer::access).collect(Collectors.joining(","));
        var now = Instant.now().getEpochSecond();
        var header = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"%s\"]}"
                .formatted(Base64.getEncoder().encodeToString(certificate.getEncoded()));
        var claims = """
                {"iss":"tests","sub":"%s","aud":"reg","exp":%d,"nbf":%d,"iat":%d,"jti":"%s","access":[%s]}""".formatted(login.username(), now + 300, now - 10, now, UUID.randomUUID(), access);
        var signed = URL64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + URL64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + URL64.encodeToString(signature.sign());
    }

    private static String access(String scope) {
        var parts = scope.split(":", 3);
        return "{\"type\":\"%s\",\"name\":\"%s\",\"actions\":[\"%s\"]}"
                .formatted(parts[0], parts[1], parts[2].replace(",", "\",\""));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
