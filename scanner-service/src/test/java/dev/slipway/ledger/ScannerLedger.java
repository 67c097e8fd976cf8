package dev.slipway.ledger;

import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.stack.Ports;
import dev.slipway.stack.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** A migrated PostgreSQL with the scanner connected under its own role, in the ledger's package to reach its insides. */
public final class ScannerLedger implements AutoCloseable {
    private static final String PASSWORD = "only-for-tests";
    private final PostgresServer server;
    private final Database database;

    public ScannerLedger(Path folder) throws IOException, SQLException {
        server = new PostgresServer(folder, Ports.free(), false);
        server.start();
        Properties passwords = new Properties();
        for (Role role : Role.values()) {
            passwords.setProperty(role.wireName(), PASSWORD);
        }
        Migrator.migrate(server.jdbcUrl(), server.owner(), "", passwords);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.jdbcUrl());
        source.setUser("slipway_scanner");
        source.setPassword(PASSWORD);
        database = new Database(source);
    }

    public AdvisoryStore advisories() {
        return new AdvisoryStore(database);
    }

    public ScanStore scans() {
        return new ScanStore(database);
    }

    public Ledger ledger() {
        return new Ledger(database);
    }

    /** Finishes a job as the worker does. */
    public void finish(Outcome outcome) {
        if (outcome instanceof Outcome.Finish finish) {
            database.transaction("finish", connection -> {
                LedgerTx tx = LedgerTx.begin(
                        connection, Role.SCANNER, "scanner", List.of(), finish.subjects(), UUID.randomUUID());
                try {
                    finish.work().write(tx);
                } catch (Obsolete obsolete) {
                    throw new IllegalStateException(obsolete);
                }
                tx.flush();
                return true;
            });
        }
    }

    /** An artifact that was built, and where it serves; put there around the rules, as other services would by them. */
    public void artifact(Digest digest, String... environments) throws SQLException {
        StringBuilder sql = new StringBuilder("""
                insert into subject (key, kind, chain_id) values ('%1$s', 'artifact', gen_random_uuid());
                insert into artifact (digest, state, app, image_repository, media_type, source_repository, commit_id,
                build_id, run_description, packaged_at) values ('%1$s', 'BUILT', 'shop', 'registry.test/shop', 'x', 'y',
                '0123456789012345678901234567890123456789', gen_random_uuid(), '{}', now());""".formatted(digest));
        for (String environment : environments) {
            sql.append("""
                    insert into serving (app, environment, deployment_id, digest, url, since)
                    values ('shop', '%s', gen_random_uuid(), '%s', 'http://x', now());""".formatted(environment, digest));
        }
        tamper(sql.toString());
    }

    /** The digest asks to enter an environment, and has no answer yet. */
    public void waitsFor(Digest digest, String environment) throws SQLException {
        tamper("""
                insert into placement (app, environment, digest, state, changed_at)
                values ('shop', '%s', '%s', 'PENDING', now())""".formatted(environment, digest));
    }

    /** Nobody scans it again. */
    public void retired(Digest digest) throws SQLException {
        tamper("update artifact set state = 'RETIRED' where digest = '%s'".formatted(digest));
    }

    private void tamper(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.owner(), "");
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute(sql);
        }
    }

    /** Jobs that wait, as {@code kind digest}. */
    public List<String> jobs(String kind) {
        return database.transaction(
                "read jobs",
                c -> Sql.list(
                        c,
                        row -> row.getString("subject_key"),
                        "select subject_key from job where kind = ? and state = 'READY' order by subject_key",
                        kind));
    }

    public void done(String kind) throws SQLException {
        tamper("update job set state = 'DONE' where kind = '%s'".formatted(kind));
    }

    public List<String> facts(Digest digest) {
        return ledger().events(Subject.of(digest)).stream()
                .map(event -> event.fact().getClass().getSimpleName())
                .toList();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
