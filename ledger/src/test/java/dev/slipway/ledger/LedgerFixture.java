package dev.slipway.ledger;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.RequestReader;
import dev.slipway.events.Topics;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** One PostgreSQL for all tests of this JVM, migrated as in production; each service comes in under its own role. */
final class LedgerFixture {
    private static final PostgresServer SERVER = start();

    private LedgerFixture() {}

    private static PostgresServer start() {
        try {
            Path folder = Files.createTempDirectory("slipway-ledger");
            PostgresServer server = new PostgresServer(folder, Ports.free(), true);
            server.start();
            migrate(server);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void migrate(PostgresServer server) throws SQLException {
        Properties passwords = new Properties();
        for (Role role : Role.values()) {
            passwords.setProperty(role.wireName(), Services.PASSWORD);
        }
        Migrator.migrate(server.jdbcUrl(), server.owner(), "", passwords);
    }

    static Database as(Role role) {
        return Services.database(SERVER.jdbcUrl(), role);
    }

    /** As after a power cut. */
    static void crashAndRecover() throws IOException, SQLException, InterruptedException {
        SERVER.crash();
        SERVER.start();
    }

    static String url() {
        return SERVER.jdbcUrl();
    }

    static Connection owner() throws SQLException {
        return DriverManager.getConnection(SERVER.jdbcUrl(), SERVER.owner(), "");
    }

    /** Runs SQL as someone who owns the database and gets around every rule. */
    static void tamper(String sql) throws SQLException {
        try (Connection connection = owner();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute(sql);
        }
    }

    /** An empty ledger with its rules. */
    static void clear() throws SQLException {
        tamper("""
                do $$ begin
                    execute (select 'truncate ' || string_agg(quote_ident(tablename), ', ') from pg_tables where schemaname = 'public'
                        and tablename not in ('fact_type', 'move', 'flyway_schema_history'));
                end $$""");
    }

    static <T> List<T> rows(Sql.Row<T> mapper, String sql, Object... arguments) throws SQLException {
        try (Connection connection = owner()) {
            return Sql.list(connection, mapper, sql, arguments);
        }
    }

    static long count(String sql, Object... arguments) throws SQLException {
        return rows(row -> row.getLong(1), sql, arguments).getFirst();
    }

    /** What the relay would bring to the topic of facts, in its order. */
    static List<IncomingRecord> published() throws SQLException {
        return rows(
                row -> new IncomingRecord(
                        Topics.LIFECYCLE, 0, row.getRow(), row.getString("key"), Map.of(), row.getBytes("value")),
                "select key, value from outbox where topic = ? order by id",
                Topics.LIFECYCLE);
    }

    static RequestReader.Received request(String id) {
        return request(id, commit(), false);
    }

    static RequestReader.Received request(String id, CommitId commit, boolean rebuild) {
        BuildRequest request = new BuildRequest("https://git.example/shop.git", commit, null, ".", rebuild, false);
        return new RequestReader.Received("/ci", id, request.contentIdentity() + rebuild, request);
    }

    static RequestReader.Received urgentRequest(String id) {
        return urgentRequest(id, commit());
    }

    static RequestReader.Received urgentRequest(String id, CommitId commit) {
        BuildRequest request = new BuildRequest("https://git.example/shop.git", commit, null, ".", false, true);
        return new RequestReader.Received("/ci", id, request.contentIdentity() + "urgent", request);
    }

    static CommitId commit() {
        byte[] random = new byte[20];
        ThreadLocalRandom.current().nextBytes(random);
        return new CommitId(HexFormat.of().formatHex(random));
    }

    /** A build that was asked for, as the console would have it. */
    static BuildId requestedBuild() {
        Requests requests = new Requests(as(Role.CONSOLE));
        Requests.Answer answer = requests.accept(request(UUID.randomUUID().toString()), Role.CONSOLE, "ada");
        return ((Requests.Answer.Accepted) answer).build();
    }

    static void enqueue(NewJob... jobs) {
        as(Role.BUILDER)
                .transaction(
                        "enqueue",
                        connection -> NewJobs.enqueue(
                                connection,
                                Role.BUILDER.wireName(),
                                List.of(jobs).stream()
                                        .map(job -> new NewJobs.Asked(job, null))
                                        .toList()));
    }

    static NewJob buildJob(BuildId build) {
        return NewJob.of(build.toString(), "build", Subject.of(build), build.toString());
    }

    /** Short times, so that what takes a while in production takes moments here. */
    record Pace(Duration lease, int slots, int maxAttempts, Duration sweep, Duration missedAfter, Duration poll)
            implements LedgerConfig {
        static final Pace BRISK = new Pace(
                Duration.ofSeconds(5), 4, 3, Duration.ofMillis(200), Duration.ofHours(1), Duration.ofMillis(20));

        Pace withLease(Duration other) {
            return new Pace(other, slots, maxAttempts, sweep, missedAfter, poll);
        }

        Pace withSlots(int other) {
            return new Pace(lease, other, maxAttempts, sweep, missedAfter, poll);
        }

        Pace withPoll(Duration other) {
            return new Pace(lease, slots, maxAttempts, sweep, missedAfter, other);
        }

        Pace withMissedAfter(Duration other) {
            return new Pace(lease, slots, maxAttempts, sweep, other, poll);
        }

        @Override
        public Duration backoff() {
            return Duration.ofMillis(20);
        }

        @Override
        public Duration maxBackoff() {
            return Duration.ofMillis(100);
        }

        @Override
        public Duration retention() {
            return Duration.ofDays(90);
        }

        @Override
        public Duration logRetention() {
            return Duration.ofDays(365);
        }
    }
}
