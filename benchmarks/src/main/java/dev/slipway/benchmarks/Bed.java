package dev.slipway.benchmarks;

import dev.slipway.ledger.CoreDatabase;
import dev.slipway.stack.KafkaBroker;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A durable PostgreSQL and a broker, each in a process of its own, with an empty ledger. */
final class Bed implements AutoCloseable {
    private static final int PARTITIONS = 6;

    private final Path project;
    private final Path folder;
    private final PostgresServer postgres;
    private final KafkaBroker broker;
    private final CoreDatabase ledger;

    /**
     * @param project where the services are built
     * @param folder is emptied
     */
    Bed(Path project, Path folder) throws IOException, SQLException, InterruptedException {
        this.project = project;
        this.folder = folder;
        delete(folder);
        Files.createDirectories(folder.resolve("kafka"));
        List<Integer> ports = Ports.free(3);
        this.postgres = new PostgresServer(folder.resolve("postgres"), ports.get(0), true);
        this.broker = new KafkaBroker(folder.resolve("kafka"), ports.get(1), ports.get(2));
        broker.runApart();
        try {
            postgres.start();
            broker.start();
            broker.createTopics(PARTITIONS);
            this.ledger = new CoreDatabase(postgres.jdbcUrl(), postgres.owner());
        } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
            stop();
            throw e;
        }
    }

    Path project() {
        return project;
    }

    Path folder() {
        return folder;
    }

    String jdbcUrl() {
        return postgres.jdbcUrl();
    }

    CoreDatabase ledger() {
        return ledger;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** As the owner of the database. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.owner(), "not-asked-for");
    }

    long count(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits until no job is open and nothing is left to send. */
    void awaitRest() throws SQLException, InterruptedException {
        while (count(
                        "select (select count(*) from job where state in ('READY', 'RUNNING')) + (select count(*) from outbox)")
                > 0) {
            Thread.sleep(20);
        }
    }

    /** Processor time that the core, the database and the broker have used until now. */
    Duration processor() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        return Stream.of(self, postgres.process())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private void stop() throws IOException {
        broker.close();
        postgres.close();
    }

    @Override
    public void close() throws IOException {
        ledger.close();
        stop();
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
