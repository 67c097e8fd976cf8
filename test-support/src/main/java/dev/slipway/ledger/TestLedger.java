package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A ledger on a PostgreSQL server, migrated as in production, with the entries that other services would have made: each
 * is written under its own service's database role. A stage can be put to work on it: facts reach it as the sweeper finds
 * them, so that no broker is needed. In the ledger's package, because its parts are nobody else's business.
 */
public final class TestLedger implements AutoCloseable {
    /** Of each service's database role. */
    public static final String PASSWORD = "only-for-tests";

    private final PostgresServer server;
    private final Map<Role, Database> databases = new EnumMap<>(Role.class);
    private @Nullable Worker worker;
    private @Nullable Sweeper sweeper;

    /** @param server has been started; it ends when this ledger is closed */
    public TestLedger(PostgresServer server) throws SQLException {
        this.server = server;
        Properties passwords = new Properties();
        for (Role role : Role.values()) {
            passwords.setProperty(role.wireName(), PASSWORD);
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(server.jdbcUrl());
            source.setUser("slipway_" + role.wireName());
            source.setPassword(PASSWORD);
            source.setSocketTimeout(20);
            databases.put(role, new Database(source));
        }
        Migrator.migrate(server.jdbcUrl(), server.owner(), "", passwords);
    }

    /** On a server of its own, with its data in {@code folder}. */
    public static TestLedger start(Path folder) throws IOException, SQLException {
        PostgresServer server = new PostgresServer(folder, Ports.free(), true);
        server.start();
        return new TestLedger(server);
    }

    private Database as(Role role) {
        return Objects.requireNonNull(databases.get(role));
    }

    /** As a service reads it. */
    public Ledger ledger(Role role) {
        return new Ledger(as(role));
    }

    /** Writes as any service or person; new subjects join {@code chain}. */
    public void write(Role role, String actor, UUID chain, Collection<Subject> subjects, LedgerWork work) {
        try {
            as(role).<Boolean, NotWritten>transaction("write as " + role, connection -> {
                LedgerTx tx = LedgerTx.begin(connection, role, actor, List.of(), subjects, chain);
                work.write(tx);
                tx.flush();
                return true;
            });
        } catch (NotWritten e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts a stage to work; {@code missedAfter} is the age of a fact at which the sweeper takes it in. */
    public void work(Stage stage, Duration missedAfter) {
        LedgerConfig brisk = new Brisk(missedAfter);
        Worker working = new Worker(as(stage.role()), stage, brisk);
        Sweeper sweeping = new Sweeper(as(stage.role()), stage, brisk);
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

    /** Jobs that are not done: waiting, running or dead. */
    public long openJobs() {
        return as(Role.CONSOLE)
                .transaction(
                        "count jobs",
                        c -> Sql.first(c, row -> row.getLong(1), "select count(*) from job where state <> 'DONE'")
                                .orElseThrow());
    }

    /** A job that its stage gave up on. */
    public void die(Role role, NewJob job, String reason) {
        die(role, job, reason, Instant.now());
    }

    /** A job that its stage gave up on at a time; gives back its id. */
    public UUID die(Role role, NewJob job, String reason, Instant at) {
        return as(role).transaction("seed a dead job", connection -> {
            NewJobs.enqueue(connection, role.wireName(), List.of(new NewJobs.Asked(job, null)));
            return Sql.first(
                            connection,
                            row -> row.getObject("id", UUID.class),
                            "update job set state = 'DEAD', attempt = 5, note = ?, finished_at = ?"
                                    + " where stage = ? and kind = ? and dedupe = ? returning id",
                            reason,
                            at,
                            role.wireName(),
                            job.kind(),
                            job.dedupe())
                    .orElseThrow();
        });
    }

    /** A record that could not be read. */
    public void quarantine(String reason) {
        quarantine(Role.BUILDER, 41, new byte[0], reason, Instant.now());
    }

    /** A record that a stage could not read at a time; gives back its id. */
    public UUID quarantine(Role role, long offset, byte[] value, String reason, Instant at) {
        UUID id = UUID.randomUUID();
        as(role).transaction(
                        "seed a quarantined record",
                        connection -> Sql.update(connection, """
                                insert into quarantine (id, stage, topic, part, off, key, headers, value, reason, at)
                                values (?, ?, 'slipway.requests', 2, ?, 'key', '{"content-type": "application/json"}', ?, ?, ?)""", id, role.wireName(), offset, value, reason, at));
        return id;
    }

    /** What a person had read again could not be read this time either. */
    public void putBackIntoQuarantine(Role role) {
        as(role).transaction(
                        "put records back into quarantine",
                        connection -> Sql.update(
                                connection,
                                "update quarantine set state = 'OPEN' where stage = ? and state = 'REDRIVING'",
                                role.wireName()));
    }

    /** Breaks what runs in this process, as {@link Failpoint} says. */
    public static void failAt(String failpoint) {
        Failpoint.arm(failpoint);
    }

    public static void failNowhere() {
        Failpoint.disarm();
    }

    /** Every row of every table, as text. */
    public String dump() throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.owner(), "")) {
            for (String table :
                    texts(connection, "select quote_ident(tablename) from pg_tables where schemaname = 'public'")) {
                for (String row : texts(connection, "select to_jsonb(t)::text from %s t".formatted(table))) {
                    all.append(table).append(' ').append(row).append('\n');
                }
            }
            for (String bytes : List.of(
                    "select convert_from(body, 'UTF8') from evidence",
                    "select convert_from(bytes, 'UTF8') from ledger_entry",
                    "select convert_from(value, 'UTF8') from outbox")) {
                all.append(String.join("\n", texts(connection, bytes))).append('\n');
            }
        }
        return all.toString();
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        return Sql.list(connection, row -> row.getString(1), sql);
    }

    @Override
    public void close() throws IOException {
        stopWork();
        server.close();
    }
}
