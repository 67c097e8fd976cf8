package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Following by events, against a server whose streams break off as those of a console do that is started anew. */
@Timeout(30)
class FollowTest {
    private static final String BUILD = "0193c000-0000-7000-8000-000000000001";
    private static final String DEPLOYMENT = "0193c000-0000-7000-8000-000000000002";
    private static final String DIGEST = "sha256:" + "a1".repeat(32);

    private final Map<String, String> documents = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> streams = new ConcurrentLinkedQueue<>();
    private final List<String> lastIds = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer console;
    private Path token;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        token = Files.writeString(folder.resolve("token"), "secret\n");
        console = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        console.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        console.createContext("/", this::document);
        console.createContext("/v1/events", this::stream);
        console.start();
    }

    @AfterEach
    void close() {
        console.stop(0);
    }

    private void document(HttpExchange exchange) throws IOException {
        String body = documents.get(exchange.getRequestURI().getPath());
        send(exchange, body == null ? 404 : 200, body == null ? "{\"detail\":\"not there\"}" : body);
    }

    private void stream(HttpExchange exchange) throws IOException {
        lastIds.add(String.valueOf(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
        asked.add(exchange.getRequestURI().toString());
        String next = streams.poll();
        send(exchange, next == null ? 503 : 200, next == null ? "{\"detail\":\"no topic\"}" : next);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(
                "--url", "http://127.0.0.1:" + console.getAddress().getPort(), "--token-file", token.toString()));
        return Slipway.run(print(out), print(err), all.toArray(String[]::new));
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String begin(String id) {
        return "id:%s\nevent:begin\ndata:{}\n\n".formatted(id);
    }

    private static String message(String id, String event) {
        return "id:%s\ndata:%s\n\n".formatted(id, event);
    }

    private static String event(String id, String type, String fact) {
        return "{\"id\":\"%s\",\"subject\":\"%s\",\"type\":\"dev.cdeventsx.slipway-%s.0.1.0\",\"at\":\"2026-11-25T10:00:00Z\",\"actor\":\"ci\",\"fact\":%s}"
                .formatted(id, DIGEST, type, fact);
    }

    private static final String REQUESTED = event("e1", "build.requested", "{}");
    private static final String STARTED = event("e2", "deployment.started", "{\"environment\":\"dev\"}");
    private static final String SCANNED =
            event("e3", "scan.finished", "{\"packages\":3,\"severities\":{},\"unmatched\":{}}");

    @Test
    void goesOnWithTheLastIdWhenTheStreamBreaksOffAndTellsNothingTwice() {
        documents.put("/v1/chains/" + BUILD, "{\"events\":[%s]}".formatted(REQUESTED));
        streams.add(begin("0:1") + ": still here\n\n" + message("0:2", STARTED));
        streams.add(begin("0:2") + message("0:2", STARTED) + message("0:3", SCANNED));

        assertThat(run("watch", BUILD)).isZero();

        assertThat(lastIds).containsExactly("null", "0:2");
        assertThat(text().lines())
                .containsExactly(
                        "build " + BUILD,
                        "10:00:00  requested by ci",
                        "10:00:00  dev: pulls the image by digest",
                        "10:00:00  scanned: 3 packages of no known system, no findings");
    }

    @Test
    void readsWhatItMissedWhileTheConsoleHasNoStream() {
        documents.put("/v1/chains/" + BUILD, "{\"events\":[%s,%s]}".formatted(REQUESTED, SCANNED));

        assertThat(run("watch", BUILD)).isZero();

        assertThat(text()).contains("requested by ci", "scanned: 3 packages");
    }

    private static String gates(String id, String verdict) {
        return event(
                id, "gate.evaluated", "{\"environment\":\"prod\",\"verdict\":\"%s\",\"gates\":[]}".formatted(verdict));
    }

    @Test
    void aRefusalEndsTheWaitUnlessItIsOver() {
        String serves = event("e9", "service.deployed", "{\"environment\":\"prod\",\"url\":\"http://shop\"}");
        documents.put("/v1/chains/" + BUILD, "{\"events\":[%s,%s]}".formatted(REQUESTED, gates("e5", "FAIL")));
        streams.add(begin("0:1"));
        assertThat(run("watch", BUILD, "--until", "prod")).isEqualTo(Exit.REFUSED);

        documents.put(
                "/v1/chains/" + BUILD,
                "{\"events\":[%s,%s,%s]}".formatted(REQUESTED, gates("e5", "FAIL"), gates("e6", "INCONCLUSIVE")));
        streams.add(begin("0:1") + message("0:2", serves));
        assertThat(run("watch", BUILD, "--until", "prod")).isZero();

        documents.put(
                "/v1/chains/" + BUILD,
                "{\"events\":[%s,%s,%s,%s]}"
                        .formatted(gates("e5", "FAIL"), gates("e6", "PASS"), serves, gates("e10", "FAIL")));
        streams.add(begin("0:1"));
        assertThat(run("watch", BUILD, "--until", "prod")).isZero();
    }

    @Test
    void givesUpWhenTimeIsOver() {
        documents.put("/v1/chains/" + BUILD, "{\"events\":[]}");
        for (int i = 0; i < 20; i++) {
            streams.add(begin("0:1"));
        }

        assertThat(run("watch", BUILD, "--timeout", "1")).isEqualTo(Exit.TIMED_OUT);

        assertThat(text()).contains("not at rest after 1 s");
    }

    @Test
    void endsAsTheDeploymentDoes() {
        documents.put(
                "/v1/deployments/" + DEPLOYMENT,
                "{\"deployment\":{\"digest\":\"%s\"},\"events\":[]}".formatted(DIGEST));
        String other = event(
                "e4",
                "deployment.failed",
                "{\"deployment\":\"another\",\"environment\":\"dev\",\"step\":\"pull\",\"reason\":\"gone\"}");
        String failed = event(
                "e5",
                "deployment.failed",
                "{\"deployment\":\"%s\",\"environment\":\"dev\",\"step\":\"verify\",\"reason\":\"not ready\"}"
                        .formatted(DEPLOYMENT));
        streams.add(begin("0:1") + message("0:2", other) + message("0:3", failed));

        assertThat(run("watch", DEPLOYMENT)).isEqualTo(Exit.DEPLOYMENT_FAILED);

        assertThat(text()).contains("ABORTED at verify: not ready");
        assertThat(asked).containsExactly("/v1/events?subject=" + DIGEST);
    }

    @Test
    void listsEventsUntilNow() {
        streams.add(
                begin("0:0") + message("0:1", REQUESTED) + "id:0:1\nevent:now\ndata:{}\n\n" + message("0:2", SCANNED));

        assertThat(run("events", "--json", "--type", "build.requested", "--type", "scan.finished"))
                .isZero();

        assertThat(text()).isEqualTo(REQUESTED + "\n");
        assertThat(asked).containsExactly("/v1/events?from=beginning&type=build.requested&type=scan.finished");
    }

    @Test
    void aConsoleThatWasNeverThereIsNotWaitedFor() {
        console.stop(0);

        assertThat(run("events", "--follow")).isEqualTo(Exit.NO_CONSOLE);
    }

    @Test
    void whatOthersWroteGivesNoOrdersToTheTerminal() {
        documents.put(
                "/v1/chains/" + BUILD,
                "{\"events\":[%s]}"
                        .formatted(SCANNED.replace(
                                "\"severities\":{}",
                                "\"severities\":{},\"operatingSystem\":\"x\\u001b]0;owned\\u0007y\"")));

        assertThat(run("watch", BUILD)).isZero();

        assertThat(text()).contains("x]0;ownedy").doesNotContain("\u001b", "\u0007");
    }

    @Test
    void redrawsItsRowsInPlace() throws IOException {
        StringBuilder drawn = new StringBuilder();
        Progress progress = new Progress(drawn::append);

        progress.tell(Console.JSON.readTree(REQUESTED));
        progress.tell(Console.JSON.readTree(SCANNED));
        progress.tell(Console.JSON.readTree(event(
                "e6",
                "deployment.failed",
                "{\"environment\":\"dev\",\"step\":\"verify\",\"reason\":\"bad \\u001b[2J\"}")));
        progress.end();

        assertThat(drawn.toString())
                .contains("\u001b[1A", "\u001b[2A", "✓\u001b[0m scan", "✗ dev", "dev: ABORTED at verify: bad")
                .doesNotContain("\u001b[2J");
    }
}
