package dev.slipway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Json;
import dev.slipway.ledger.TestLedger;
import dev.slipway.stack.KafkaBroker;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import dev.slipway.stack.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged console over a ledger with apps in every state, with a database and a broker of its own. */
final class RunningConsole {
    private static final Duration READY = Duration.ofSeconds(90);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final TestLedger ledger;
    private final Seed seed;
    private final ServiceProcess console;
    private final String bootstrap;

    RunningConsole(Path folder) throws Exception {
        List<Integer> ports = Ports.free(4);
        PostgresServer postgres = new PostgresServer(folder.resolve("postgres"), ports.get(0), false);
        parts.add(postgres);
        postgres.start();
        KafkaBroker broker = new KafkaBroker(folder.resolve("kafka"), ports.get(1), ports.get(2));
        parts.add(broker);
        broker.start();
        broker.createTopics(3);
        ledger = new TestLedger(postgres);
        seed = new Seed(ledger).sow();
        Path token = folder.resolve("token");
        console = new ServiceProcess(
                "console",
                Path.of("target", "quarkus-app"),
                ports.get(3),
                Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(),
                        "QUARKUS_DATASOURCE_PASSWORD", TestLedger.PASSWORD,
                        "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                        "SLIPWAY_CONSOLE_TOKEN_FILE", token.toString(),
                        "SLIPWAY_CONSOLE_CHECKPOINT_KEY_FILE",
                                folder.resolve("checkpoint-key").toString(),
                        "SLIPWAY_CONSOLE_CHECKPOINT_EVERY", "1s"),
                folder.resolve("console.log"));
        parts.add(console);
        console.start();
        console.awaitReady(READY);
        bootstrap = Files.readString(token).strip();
    }

    TestLedger ledger() {
        return ledger;
    }

    Seed seed() {
        return seed;
    }

    HttpClient http() {
        return http;
    }

    /** The first token, for whoever says who it is. */
    String bootstrap() {
        return bootstrap;
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(console.port(), path)))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> ask(String path, String token) throws IOException, InterruptedException {
        return send(to(path).header("Authorization", "Bearer " + token));
    }

    HttpResponse<String> order(String path, String token, String body) throws IOException, InterruptedException {
        return send(to(path).header("Authorization", "Bearer " + token)
                .header("Slipway-Actor", "root")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A token of a person with these roles. */
    String token(String name, String roles) throws IOException, InterruptedException {
        HttpResponse<String> made =
                order("/v1/tokens", bootstrap, "{\"name\":\"%s\",\"roles\":[%s]}".formatted(name, roles));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Json.MAPPER.readTree(made.body()).path("token").asText();
    }

    void close() throws Exception {
        for (AutoCloseable part : parts.reversed()) {
            part.close();
        }
        http.close();
    }
}
