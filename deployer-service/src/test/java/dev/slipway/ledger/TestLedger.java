package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A ledger of its own, in a PostgreSQL of its own, with the entries that other services would have made, and a worker and
 * a sweeper for one stage. In this package, because these parts are nobody else's business.
 */
public final class TestLedger implements AutoCloseable {
    private static final String PASSWORD = "only-for-tests";

    private final PostgresServer server;
    private @Nullable Worker worker;
    private @Nullable Sweeper sweeper;

    private TestLedger(PostgresServer server) {
        this.server = server;
    }

    public static TestLedger start(Path folder) throws IOException, SQLException {
        PostgresServer server = new PostgresServer(folder, Ports.free(), false);
        server.start();
        Properties passwords = new Properties();
        for (Role role : Role.values()) {
            passwords.setProperty(role.wireName(), PASSWORD);
        }
        Migrator.migrate(server.jdbcUrl(), server.owner(), "", passwords);
        return new TestLedger(server);
    }

    private Database as(Role role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.jdbcUrl());
        source.setUser("slipway_" + role.wireName());
        source.setPassword(PASSWORD);
        return new Database(source);
    }

    public Ledger ledger() {
        return new Ledger(as(Role.DEPLOYER));
    }

    /** Works as a service would, only that facts come from the ledger and not by Kafka. */
    public void work(Stage stage) {
        Database database = as(stage.role());
        Worker working = new Worker(database, stage, new Pace());
        Sweeper sweeping = new Sweeper(database, stage, new Pace(), working::ring);
        working.start();
        sweeping.start();
        worker = working;
        sweeper = sweeping;
    }

    public void stopWork() {
        if (worker != null && sweeper != null) {
            sweeper.stop();
            worker.stop(Duration.ofSeconds(10));
        }
    }

    public static void failAt(String failpoint) {
        Failpoint.arm(failpoint);
    }

    public static void failNowhere() {
        Failpoint.disarm();
    }

    /** What a service or a person writes. */
    public void write(Role role, Collection<Subject> subjects, LedgerWork work) {
        try {
            as(role).<Boolean, NotWritten>transaction("write as " + role, connection -> {
                LedgerTx tx = LedgerTx.begin(connection, role, "ada", List.of(), subjects, UUID.randomUUID());
                work.write(tx);
                tx.flush();
                return true;
            });
        } catch (NotWritten e) {
            throw new IllegalStateException(e);
        }
    }

    public void packaged(Digest digest, AppEnvironment place, String repository, String runDescription) {
        Subject subject = Subject.of(digest);
        write(
                Role.BUILDER,
                List.of(subject),
                tx -> tx.append(
                        subject,
                        Artifact.built(digest),
                        new Fact.ArtifactPackaged(
                                BuildId.next(),
                                place.app(),
                                repository,
                                "application/vnd.docker.distribution.manifest.v2+json",
                                "https://git.example/knobs.git",
                                new CommitId("0123456789012345678901234567890123456789"),
                                null,
                                Sha256.hex("context"),
                                runDescription,
                                null,
                                null,
                                null)));
    }

    public void promoted(Digest digest, AppEnvironment place, String repository) {
        Subject subject = Subject.of(digest);
        Placement.Id id = new Placement.Id(place, digest);
        write(Role.PROMOTER, List.of(subject), tx -> {
            tx.append(
                    subject,
                    Placement.requested(id),
                    new Fact.PromotionRequested(place.app(), place.environment(), "test"));
            tx.append(
                    subject,
                    new Placement.Pending(id).approved(),
                    new Fact.PromotionApproved(place.app(), place.environment(), repository, "dev", "none"));
        });
    }

    /** Every row of every table, as text. */
    public String dump() throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.owner(), "");
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("select tablename from pg_tables where schemaname = 'public'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("select to_jsonb(t)::text from %s t".formatted(table))) {
                    while (rows.next()) {
                        all.append(table).append(' ').append(rows.getString(1)).append('\n');
                    }
                }
            }
            for (String bytes : List.of(
                    "select convert_from(body, 'UTF8') from evidence",
                    "select convert_from(bytes, 'UTF8') from ledger_entry",
                    "select convert_from(value, 'UTF8') from outbox")) {
                try (ResultSet rows = statement.executeQuery(bytes)) {
                    while (rows.next()) {
                        all.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        stopWork();
        server.close();
    }

    /** Short times, so that what takes a while in production takes moments here. */
    private record Pace() implements LedgerConfig {
        @Override
        public Duration lease() {
            return Duration.ofSeconds(10);
        }

        @Override
        public int slots() {
            return 4;
        }

        @Override
        public int maxAttempts() {
            return 3;
        }

        @Override
        public Duration backoff() {
            return Duration.ofMillis(50);
        }

        @Override
        public Duration maxBackoff() {
            return Duration.ofMillis(200);
        }

        @Override
        public Duration poll() {
            return Duration.ofMillis(20);
        }

        @Override
        public Duration sweep() {
            return Duration.ofMillis(100);
        }

        @Override
        public Duration missedAfter() {
            return Duration.ofMillis(50);
        }
    }
}
