package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.stack.PostgresServer;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** A ledger as the services would have filled it: each entry is written under its own service's database role. */
public final class SeededLedger {
    public static final String PASSWORD = "only-for-tests";

    private final Map<Role, Database> databases = new EnumMap<>(Role.class);

    public SeededLedger(PostgresServer server) throws SQLException {
        Properties passwords = new Properties();
        for (Role role : Role.values()) {
            passwords.setProperty(role.wireName(), PASSWORD);
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(server.jdbcUrl());
            source.setUser("slipway_" + role.wireName());
            source.setPassword(PASSWORD);
            databases.put(role, new Database(source));
        }
        Migrator.migrate(server.jdbcUrl(), server.owner(), "", passwords);
    }

    private Database as(Role role) {
        return Objects.requireNonNull(databases.get(role));
    }

    public void write(Role role, String actor, UUID chain, Subject subject, LedgerWork work) {
        as(role).transaction("seed", connection -> {
            LedgerTx tx = LedgerTx.begin(connection, role, actor, List.of(), List.of(subject), chain);
            try {
                work.write(tx);
            } catch (Obsolete e) {
                throw new IllegalStateException(e);
            }
            tx.flush();
            return true;
        });
    }

    /** A job that its stage gave up on. */
    public void die(Role role, NewJob job, String reason) {
        as(role).transaction("seed a dead job", connection -> {
            JobQueue.enqueue(connection, role.wireName(), List.of(new JobQueue.Asked(job, null)));
            return Sql.update(
                    connection,
                    "update job set state = 'DEAD', attempt = 5, note = ?, finished_at = clock_timestamp()"
                            + " where stage = ? and dedupe = ?",
                    reason,
                    role.wireName(),
                    job.dedupe());
        });
    }

    /** A record that could not be read. */
    public void quarantine(String reason) {
        as(Role.BUILDER)
                .transaction(
                        "seed a quarantined record",
                        connection -> Sql.update(
                                connection,
                                "insert into quarantine (id, stage, topic, part, off, headers, value, reason)"
                                        + " values (?, 'builder', 'slipway.requests', 2, 41, '{}'::jsonb, ''::bytea, ?)",
                                UUID.randomUUID(),
                                reason));
    }
}
