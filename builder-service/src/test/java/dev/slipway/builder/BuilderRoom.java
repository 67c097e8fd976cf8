package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.EngineConfig;
import dev.slipway.engine.EngineFailure;
import dev.slipway.events.Json;
import dev.slipway.ledger.Migrator;
import dev.slipway.stack.GitServer;
import dev.slipway.stack.KafkaBroker;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import dev.slipway.stack.RegistryServer;
import dev.slipway.stack.ServiceProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The packaged builder as a process, with a ledger, a broker, a registry and a Git server of its own, and the real engine. */
final class BuilderRoom implements AutoCloseable {
    static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final URI ENGINE = URI.create("unix:///var/run/docker.sock");
    private static final String LABEL = "dev.slipway.builder-test";
    private static final String PASSWORD = "only-for-tests";

    final Path folder;
    final String id = UUID.randomUUID().toString();
    final String base = "slipway-builder-test:" + id;
    final ContainerEngine engine;
    final EngineProxy proxy = new EngineProxy();
    final RegistryServer registry;
    final GitServer git;
    private final PostgresServer postgres;
    private final KafkaBroker broker;
    private final KafkaProducer<String, byte[]> producer;
    private @Nullable ServiceProcess builder;

    /** Skips the test class, saying why, where no engine or registry can be had. */
    static BuilderRoom open(Path folder) throws Exception {
        ContainerEngine engine = ContainerEngine.connect(EngineConfig.at(ENGINE));
        try {
            engine.ping();
        } catch (EngineFailure.Unreachable e) {
            skip(engine, "needs a Docker Engine; " + e.getMessage());
        }
        if (!RegistryServer.available() || !Files.isExecutable(Path.of("/bin/busybox"))) {
            skip(engine, "needs the packages docker-registry and busybox-static");
        }
        return new BuilderRoom(folder, engine);
    }

    private static void skip(ContainerEngine engine, String why) {
        engine.close();
        System.out.println("skipped: " + why);
        Assumptions.abort("skipped: " + why);
    }

    private BuilderRoom(Path folder, ContainerEngine engine) throws Exception {
        this.folder = folder;
        this.engine = engine;
        List<Integer> ports = Ports.free(4);
        postgres = new PostgresServer(folder.resolve("postgres"), ports.get(0), false);
        broker = new KafkaBroker(folder.resolve("kafka"), ports.get(1), ports.get(2));
        registry = new RegistryServer(folder.resolve("registry"), ports.get(3));
        git = new GitServer(Files.createDirectory(folder.resolve("git")), 0);
        postgres.start();
        broker.start();
        broker.createTopics(2);
        registry.start();
        git.start();
        Properties passwords = new Properties();
        for (String role : List.of("builder", "scanner", "promoter", "deployer", "console")) {
            passwords.setProperty(role, PASSWORD);
        }
        Migrator.migrate(postgres.jdbcUrl(), postgres.owner(), "", passwords);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        engine.importImage(rootFileSystem(), "slipway-builder-test", id, Map.of(LABEL, id), A_MINUTE);
    }

    void start(Map<String, String> settings) throws IOException, InterruptedException {
        stop();
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(),
                "QUARKUS_DATASOURCE_PASSWORD", PASSWORD,
                "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                "SLIPWAY_BUILDER_ENGINE", proxy.address().toString(),
                "SLIPWAY_BUILDER_REGISTRY", registry.host() + "/slipway",
                "SLIPWAY_BUILDER_GIT_HOSTS", git.host(),
                "SLIPWAY_BUILDER_WORK", folder.resolve("work").toString(),
                "SLIPWAY_BUILDER_SECRETS", folder.resolve("secrets").toString(),
                "SLIPWAY_LEDGER_BACKOFF", "200ms",
                "SLIPWAY_LEDGER_MAX_ATTEMPTS", "3"));
        environment.putAll(settings);
        builder = new ServiceProcess("builder", Path.of("target/quarkus-app"), Ports.free(), environment, log());
        builder.start();
        builder.awaitReady(Duration.ofSeconds(90));
    }

    Path log() {
        return folder.resolve("builder.log");
    }

    private void stop() {
        if (builder != null) {
            builder.close();
            builder = null;
        }
    }

    /** A further commit of a repository, made if there is none; gives its id. */
    String commit(String repository, Map<String, String> files) throws Exception {
        Path work = folder.resolve("git").resolve(repository);
        if (Files.notExists(work)) {
            Files.createDirectories(work);
            run(work, "git", "init", "-q", "-b", "main");
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(work.resolve(file.getKey()), file.getValue().replace("BASE", base));
        }
        run(work, "git", "add", "-A");
        run(work, "git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "change");
        return run(work, "git", "rev-parse", "HEAD").strip();
    }

    String url(String repository) {
        return git.url(repository + "/.git");
    }

    static String run(Path folder, String... words) throws Exception {
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Sends a request as CI would; gives the id of its build. */
    UUID request(String repositoryUrl, String commit, @Nullable String ref) {
        String name = UUID.randomUUID().toString();
        Map<String, Object> data = new HashMap<>(Map.of("repository", repositoryUrl, "commit", commit));
        if (ref != null) {
            data.put("ref", ref);
        }
        send(name, "dev.cdeventsx.slipway-build.requested.0.1.0", data);
        await().atMost(A_MINUTE).until(() -> !builds(name).isEmpty());
        return builds(name).getFirst();
    }

    void send(String name, String type, Map<String, Object> data) {
        String event = Json.text(Map.of("specversion", "1.0", "id", name, "source", "/ci", "type", type, "data", data));
        var _ = producer.send(new ProducerRecord<>("slipway.requests", name, event.getBytes(StandardCharsets.UTF_8)));
        producer.flush();
    }

    private List<UUID> builds(String request) {
        return query("select build_id::text from request where source = '/ci' and id = ?", request).stream()
                .map(UUID::fromString)
                .toList();
    }

    /** The first column of each row, as text. */
    List<String> query(String sql, Object... arguments) {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.owner(), "");
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            List<String> rows = new ArrayList<>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
            return rows;
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The facts of a type about a subject, oldest first. */
    List<JsonNode> facts(String subject, String type) {
        return query(
                        "select convert_from(bytes, 'UTF8') from ledger_entry where subject_key = ? and type like ? order by seq",
                        subject,
                        "%" + type + "%")
                .stream()
                .map(BuilderRoom::fact)
                .toList();
    }

    private static JsonNode fact(String event) {
        try {
            return Json.MAPPER.readTree(event).path("data").path("customData").path("fact");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the end of a build and gives its last fact. */
    JsonNode end(UUID build) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> !facts(build.toString(), "build.finished").isEmpty());
        return facts(build.toString(), "build.finished").getFirst();
    }

    String keptLog(JsonNode end) {
        return query(
                        "select convert_from(body, 'UTF8') from evidence where sha256 = ?",
                        end.path("logSha256").asText())
                .getFirst();
    }

    /** What a build leaves in the engine when it has ended: nothing. */
    void assertNothingIsLeft(UUID build) {
        assertThat(engine.imageNames("slipway-build/" + build)).isEmpty();
        assertThat(engine.list(Map.of("slipway.build", build.toString()))).isEmpty();
        assertThat(query("select seq::text from build_log where build_id = ?", build))
                .isEmpty();
    }

    private static ByteArrayInputStream rootFileSystem() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            byte[] busybox = Files.readAllBytes(Path.of("/bin/busybox"));
            TarArchiveEntry program = new TarArchiveEntry("bin/busybox");
            program.setSize(busybox.length);
            program.setMode(0755);
            tar.putArchiveEntry(program);
            tar.write(busybox);
            tar.closeArchiveEntry();
            for (String command : List.of("sh", "cat", "sleep", "mkdir", "ls")) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + command, TarArchiveEntry.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    @Override
    public void close() throws IOException {
        stop();
        producer.close(Duration.ofSeconds(5));
        git.close();
        registry.close();
        broker.close();
        postgres.close();
        proxy.close();
        try (engine) {
            engine.removeLeftovers(LABEL, id);
        }
    }
}
