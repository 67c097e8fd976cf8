package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A registry that says no in the way that the app's name asks for, and a builder with little time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusingRegistryIT {
    private BuilderRoom room;
    private HttpServer registry;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", RefusingRegistryIT::answer);
        registry.start();
        room = BuilderRoom.open(folder);
        room.start(Map.of(
                "SLIPWAY_BUILDER_REGISTRY",
                "127.0.0.1:%d/team".formatted(registry.getAddress().getPort()),
                "SLIPWAY_BUILDER_DEADLINE",
                "20s",
                "SLIPWAY_LEDGER_MAX_ATTEMPTS",
                "2"));
    }

    @AfterAll
    void close() throws IOException {
        if (room != null) {
            room.close();
        }
        registry.stop(0);
    }

    /** Nothing is there; uploads are refused for one app, and everything is broken for another. */
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            int status = path.equals("/v2/") ? 200 : path.contains("/broken/") ? 500 : 404;
            if (exchange.getRequestMethod().equals("POST")) {
                status = 403;
            }
            byte[] body = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"quota of the team is used up\"}]}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") ? -1 : body.length);
            if (!exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private JsonNode failed(String app, String dockerfile) throws Exception {
        String commit = room.commit(app, Map.of("slipway.yaml", "app: " + app + "\n", "Dockerfile", dockerfile));
        UUID build = room.request(room.url(app), commit, null);
        JsonNode end = room.end(build);
        assertThat(end.path("outcome").asText()).isEqualTo("FAILED");
        room.assertNothingIsLeft(build);
        return end;
    }

    @Test
    void aPushThatIsDeniedEndsTheBuildInTheRegistrysWords() throws Exception {
        JsonNode end = failed("denied", "FROM BASE\n");

        assertThat(end.path("kind").asText()).isEqualTo("PUSH");
        assertThat(end.path("reason").asText())
                .contains("quota of the team is used up")
                .doesNotContain("tried");
    }

    @Test
    void aRegistryThatIsBrokenIsTriedAgainFirst() throws Exception {
        JsonNode end = failed("broken", "FROM BASE\n");

        assertThat(end.path("kind").asText()).isEqualTo("PUSH");
        assertThat(end.path("reason").asText()).contains("500").contains("(tried 2 times)");
    }

    @Test
    void aBuildEndsAtItsDeadlineWhateverItsStepsMayTake() throws Exception {
        long began = System.nanoTime();

        JsonNode end = failed("late", "FROM BASE\nRUN echo late-begins && sleep 86411\n");

        assertThat(end.path("kind").asText()).isEqualTo("TIMEOUT");
        assertThat(end.path("reason").asText()).contains("RUN echo late-begins");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(40));
    }
}
