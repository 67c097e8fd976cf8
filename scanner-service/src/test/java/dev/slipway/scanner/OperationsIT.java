package dev.slipway.scanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.events.Json;
import dev.slipway.ledger.Migrator;
import dev.slipway.lifecycle.Role;
import dev.slipway.stack.KafkaBroker;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import dev.slipway.stack.ServiceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The packaged scanner as its operators see it: metrics, health, log lines, traces, with and without what it needs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsIT {
    private static final String PASSWORD = "only-for-tests";
    private static final String DIGEST = "sha256:" + "5c".repeat(32);
    private static final String CHAIN = UUID.randomUUID().toString();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final List<byte[]> traces = new CopyOnWriteArrayList<>();
    private PostgresServer postgres;
    private KafkaBroker broker;
    private ServiceProcess scanner;
    private Path log;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        List<Integer> ports = Ports.free(5);
        postgres = new PostgresServer(folder.resolve("postgres"), ports.get(0), false);
        parts.add(postgres);
        postgres.start();
        Properties passwords = new Properties();
        for (Role role : Role.values()) {
            passwords.setProperty(role.wireName(), PASSWORD);
        }
        Migrator.migrate(postgres.jdbcUrl(), postgres.owner(), "", passwords);
        broker = new KafkaBroker(folder.resolve("kafka"), ports.get(1), ports.get(2));
        parts.add(broker);
        broker.start();
        broker.createTopics(2);
        log = folder.resolve("scanner.log");
        scanner = new ServiceProcess(
                "scanner",
                Path.of("target", "quarkus-app"),
                ports.get(3),
                Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        postgres.jdbcUrl(),
                        "QUARKUS_DATASOURCE_PASSWORD",
                        PASSWORD,
                        "KAFKA_BOOTSTRAP_SERVERS",
                        broker.bootstrapServers(),
                        "SLIPWAY_SCANNER_ADVISORIES",
                        Files.createDirectory(folder.resolve("advisories")).toString(),
                        "SLIPWAY_METRICS_PACE",
                        "500ms",
                        "SLIPWAY_LEDGER_BACKOFF",
                        "200ms",
                        "SLIPWAY_LEDGER_MAX_ATTEMPTS",
                        "2",
                        "SLIPWAY_LOG_JSON",
                        "true",
                        "SLIPWAY_TRACES_ENDPOINT",
                        collector()),
                log);
        parts.add(scanner);
        scanner.start();
        scanner.awaitReady(Duration.ofSeconds(90));
        artifactThatCannotBeRead(ports.get(4));
        await().atMost(Duration.ofSeconds(60)).until(() -> metrics().contains(job("dead") + " 1.0"));
    }

    @AfterAll
    void close() throws Exception {
        for (AutoCloseable part : parts.reversed()) {
            part.close();
        }
        http.close();
    }

    /** Takes spans as a collector does, and keeps their bytes. */
    private String collector() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            traces.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        parts.add(() -> server.stop(0));
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Put there around the rules, with a job that asks a registry where none is. */
    private void artifactThatCannotBeRead(int closedPort) throws SQLException {
        sql("""
                set session_replication_role = replica;
                insert into subject (key, kind, chain_id) values ('%1$s', 'artifact', '%2$s');
                insert into artifact (digest, state, app, image_repository, media_type, source_repository, commit_id,
                build_id, run_description, packaged_at) values ('%1$s', 'BUILT', 'shop', '127.0.0.1:%3$d/shop', 'x', 'y',
                '0123456789012345678901234567890123456789', gen_random_uuid(), '{}', now());
                insert into lane (stage, name, next_at) values ('scanner', '%1$s', now());
                insert into job (id, stage, lane, kind, subject_key, dedupe) values ('%2$s', 'scanner', '%1$s', 'scan', '%1$s', 'it');
                """.formatted(DIGEST, CHAIN, closedPort));
    }

    private void sql(String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.owner(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(scanner.port(), path)))
                        .timeout(Duration.ofSeconds(3))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String metrics() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/q/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static String job(String state) {
        return "slipway_jobs{stage=\"scanner\",state=\"%s\"}".formatted(state);
    }

    private JsonNode health(String what, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/q/health/" + what);
        assertThat(answer.statusCode()).as(what + ": " + answer.body()).isEqualTo(status);
        return Json.MAPPER.readTree(answer.body());
    }

    private String reason(String what) throws IOException, InterruptedException {
        for (JsonNode check :
                Json.MAPPER.readTree(get("/q/health/ready").body()).path("checks")) {
            if (check.path("name").asText().equals("ledger")) {
                return check.path("data").path(what).asText();
            }
        }
        throw new IOException("no check named ledger");
    }

    @Test
    void tellsWhatItsStageDoes() throws Exception {
        assertThat(metrics())
                .contains("slipway_ledger_up 1.0")
                .contains(job("ready") + " 0.0")
                .contains(job("dead") + " 1.0")
                .contains("slipway_job_oldest_seconds{stage=\"scanner\"}")
                .contains("slipway_outbox_rows{stage=\"scanner\"} ")
                .contains("slipway_quarantine_rows{stage=\"scanner\"} 0.0")
                .containsPattern("slipway_job_seconds_count\\{kind=\"scan\",outcome=\"retry\",stage=\"scanner\"} [1-9]")
                .containsPattern("slipway_job_seconds_count\\{kind=\"scan\",outcome=\"dead\",stage=\"scanner\"} [1-9]")
                .contains("slipway_job_seconds_bucket{kind=\"scan\"")
                .contains("slipway_relay_sent_total ")
                .contains("jvm_memory_used_bytes")
                .doesNotContain("stage=\"builder\"");
    }

    @Test
    void everyLineIsAnObjectAndThoseOfAJobNameIt() throws Exception {
        List<JsonNode> ofJob = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            if (line.startsWith("{")) {
                JsonNode object = Json.MAPPER.readTree(line);
                if (object.path("message").asText().startsWith("job ")) {
                    ofJob.add(object.path("mdc"));
                }
            }
        }
        assertThat(ofJob).hasSizeGreaterThanOrEqualTo(2).allSatisfy(mdc -> {
            assertThat(mdc.path("stage").asText()).isEqualTo("scanner");
            assertThat(mdc.path("kind").asText()).isEqualTo("scan");
            assertThat(mdc.path("subject").asText()).isEqualTo(DIGEST);
            assertThat(mdc.path("trace").asText()).isEqualTo(CHAIN.replace("-", ""));
            assertThat(UUID.fromString(mdc.path("job").asText())).isEqualTo(UUID.fromString(CHAIN));
        });
        assertThat(ofJob).extracting(mdc -> mdc.path("attempt").asText()).contains("1", "2");
    }

    @Test
    void sendsTheJobsAsSpansOfTheTraceOfTheirChain() {
        byte[] id = HexFormat.of().parseHex(CHAIN.replace("-", ""));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> traces.stream()
                        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                        .anyMatch(text -> text.contains(new String(id, StandardCharsets.ISO_8859_1))
                                && text.contains("scanner scan")
                                && text.contains("slipway-scanner")));
    }

    @Test
    void withoutADatabaseItIsAliveButNotReadyAndSaysWhy() throws Exception {
        health("ready", 200);

        postgres.close();
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> get("/q/health/ready").statusCode() == 503);
            assertThat(reason("database")).isNotEqualTo("ok").isNotBlank();
            assertThat(reason("broker")).isEqualTo("ok");
            health("live", 200);
            assertThat(metrics()).contains("slipway_ledger_up 0.0").contains(job("ready") + " NaN");
        } finally {
            postgres.start();
        }

        await().atMost(Duration.ofSeconds(40))
                .until(() -> get("/q/health/ready").statusCode() == 200);
        assertThat(metrics()).contains("slipway_ledger_up 1.0").contains(job("dead") + " 1.0");
    }

    @Test
    void withoutABrokerItIsAliveButNotReadyAndSaysWhy() throws Exception {
        health("ready", 200);

        broker.close();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get("/q/health/ready").statusCode() == 503);
            assertThat(reason("broker")).contains(broker.bootstrapServers());
            assertThat(reason("database")).isEqualTo("ok");
            health("live", 200);
        } finally {
            broker.start();
        }

        await().atMost(Duration.ofSeconds(60))
                .until(() -> get("/q/health/ready").statusCode() == 200);
        health("live", 200);
    }

    @Test
    void isReadyWithMoreWorkThanItCanDo() throws Exception {
        sql("""
                insert into lane (stage, name, next_at) select 'scanner', 'busy' || n, now() from generate_series(1, 2000) n;
                insert into job (id, stage, lane, kind, subject_key, dedupe)
                select gen_random_uuid(), 'scanner', 'busy' || n, 'scan', '%s', 'busy' || n from generate_series(1, 2000) n;
                """.formatted(DIGEST));
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> metrics().contains(job("running") + " 4.0"));

            for (int i = 0; i < 20; i++) {
                health("ready", 200);
                health("live", 200);
            }
        } finally {
            sql(
                    "delete from job where dedupe like 'busy%'; update lane set next_at = 'infinity' where name like 'busy%' and running_job is null");
        }
    }
}
