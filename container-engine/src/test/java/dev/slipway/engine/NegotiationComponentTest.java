package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Engines that are not at hand, played by a small server over TCP: newer ones, exchanged ones, things that are no engine, silence. */
class NegotiationComponentTest {
    private static final String MISSING = "{\"message\":\"No such container: x\"}";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private ContainerEngine engine;
    private volatile String api = "1.41";
    private volatile String least = "1.12";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        var host = URI.create("tcp://127.0.0.1:" + server.getAddress().getPort());
        engine = ContainerEngine.connect(EngineConfig.at(host).withCallTimeout(Duration.ofSeconds(2)));
    }

    @AfterEach
    void stop() {
        engine.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        asked.add(path);
        switch (path) {
            case "/_ping" -> {
                if (!api.isEmpty()) {
                    exchange.getResponseHeaders().add("Api-Version", api);
                    exchange.getResponseHeaders().add("Builder-Version", "2");
                }
                send(exchange, 200, "OK");
            }
            case "/version" -> send(exchange, 200, "{\"Version\":\"29.1\",\"MinAPIVersion\":\"%s\"}".formatted(least));
            default ->
                send(
                        exchange,
                        path.startsWith("/v" + api) ? 404 : 400,
                        path.startsWith("/v" + api) ? MISSING : tooNew());
        }
    }

    private String tooNew() {
        return "{\"message\":\"client version 1.41 is too new. Maximum supported API version is %s\"}".formatted(api);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Test
    void speaksAtMostWhatTheClientKnows() {
        api = "1.52";
        least = "1.44";

        assertThat(engine.ping()).isEqualTo(new EngineInfo("1.44", "2", "29.1"));
    }

    @Test
    void saysWhenTheEngineIsTooNew() {
        api = "1.60";
        least = "1.50";

        assertThatExceptionOfType(EngineFailure.Refused.class)
                .isThrownBy(engine::ping)
                .withMessageContaining("1.50")
                .withMessageContaining("1.44");
    }

    @Test
    void negotiatesOnceAndAsksUnderThatVersion() {
        assertThat(engine.inspect("x")).isEmpty();
        assertThat(engine.inspect("x")).isEmpty();

        assertThat(asked).containsExactly("/_ping", "/version", "/v1.41/containers/x/json", "/v1.41/containers/x/json");
    }

    @Test
    void negotiatesAgainAfterTheEngineWasExchanged() {
        assertThat(engine.inspect("x")).isEmpty();
        api = "1.40";

        assertThatExceptionOfType(EngineFailure.Refused.class)
                .isThrownBy(() -> engine.inspect("x"))
                .matches(EngineFailure::retryable);
        assertThat(engine.inspect("x")).isEmpty();
        assertThat(asked).last().isEqualTo("/v1.40/containers/x/json");
    }

    @Test
    void noticesWhatIsNoEngine() {
        api = "";

        assertThatExceptionOfType(EngineFailure.Refused.class)
                .isThrownBy(engine::ping)
                .withMessageContaining("not a Docker Engine");
    }

    @Test
    void doesNotWaitForSilence() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var deaf =
                        ContainerEngine.connect(EngineConfig.at(URI.create("tcp://127.0.0.1:" + silent.getLocalPort()))
                                .withCallTimeout(Duration.ofMillis(300)))) {
            assertThatExceptionOfType(EngineFailure.TimedOut.class).isThrownBy(deaf::ping);
        }
    }
}
