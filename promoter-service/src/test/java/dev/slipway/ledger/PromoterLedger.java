package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A ledger on a PostgreSQL of its own, and the core of a stage on it. Facts reach the stage as the sweeper finds them, so
 * no broker is needed; each service writes under its own database role.
 */
public final class PromoterLedger implements AutoCloseable {
    private static final String PASSWORD = "only-for-tests";

    private final PostgresServer server;
    private @Nullable Worker worker;
    private @Nullable Sweeper sweeper;

    public PromoterLedger(Path folder) throws IOException, SQLException {
        server = new PostgresServer(folder, Ports.free(), true);
        server.start();
        Properties passwords = new Properties();
        for (Role role : Role.values()) {
            passwords.setProperty(role.wireName(), PASSWORD);
        }
        Migrator.migrate(server.jdbcUrl(), server.owner(), "", passwords);
    }

    private Database as(Role role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.jdbcUrl());
        source.setUser("slipway_" + role.wireName());
        source.setPassword(PASSWORD);
        source.setSocketTimeout(20);
        return new Database(source);
    }

    /** As the promoter reads it. */
    public Ledger ledger() {
        return new Ledger(as(Role.PROMOTER));
    }

    /** Writes as any service or person. */
    public void record(Role role, String actor, Collection<Subject> subjects, LedgerWork work) {
        try {
            as(role).<Boolean, NotWritten>transaction("record for a test", connection -> {
                LedgerTx tx = LedgerTx.begin(connection, role, actor, List.of(), subjects, UUID.randomUUID());
                work.write(tx);
                tx.flush();
                return true;
            });
        } catch (NotWritten e) {
            throw new IllegalStateException(e);
        }
    }

    /** Jobs that are not done: waiting, running or dead. */
    public long openJobs() {
        return as(Role.CONSOLE)
                .transaction(
                        "count jobs",
                        c -> Sql.first(c, row -> row.getLong(1), "select count(*) from job where state <> 'DONE'")
                                .orElseThrow());
    }

    public void start(Stage stage) {
        Database database = as(stage.role());
        Worker started = new Worker(database, stage, new Brisk());
        started.start();
        worker = started;
        sweeper = new Sweeper(database, stage, new Brisk(), started::ring);
        sweeper.start();
    }

    public void stop() {
        if (sweeper != null) {
            sweeper.stop();
        }
        if (worker != null) {
            worker.stop(Duration.ofSeconds(5));
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        server.close();
    }

    /** Short times, so that what takes a while in production takes moments here. */
    private record Brisk() implements LedgerConfig {
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
            return Duration.ofMillis(20);
        }

        @Override
        public Duration maxBackoff() {
            return Duration.ofMillis(100);
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
            return Duration.ZERO;
        }
    }
}
