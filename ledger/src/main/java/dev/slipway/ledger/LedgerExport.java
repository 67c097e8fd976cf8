package dev.slipway.ledger;

import dev.slipway.events.chain.ExportWriter;
import dev.slipway.events.chain.Link;
import dev.slipway.events.chain.NoteKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes all that is signed and all that was entered, as of one moment, for those who verify it elsewhere. */
@ApplicationScoped
public class LedgerExport {
    private static final int FETCH = 500;
    private static final int BUFFER = 64 * 1024;

    private final Database database;

    LedgerExport(Database database) {
        this.database = database;
    }

    @FunctionalInterface
    private interface EachRow {
        void row(ResultSet row) throws SQLException, IOException;
    }

    /** As fast as it is taken. What breaks off has no last line. */
    public void write(OutputStream out, NoteKey key) throws IOException {
        database.<Boolean, IOException>transaction("export the ledger", connection -> {
            Sql.update(connection, "set transaction isolation level repeatable read read only");
            ExportWriter writer =
                    new ExportWriter(new BufferedOutputStream(out, BUFFER), Sql.now(connection), key.toString());
            checkpoints(connection, writer);
            subjects(connection, writer);
            writer.end();
            return true;
        });
    }

    private static void checkpoints(Connection connection, ExportWriter writer) throws SQLException, IOException {
        long[] current = {0};
        each(
                connection,
                row -> {
                    long number = row.getLong("number");
                    if (number != current[0]) {
                        writer.checkpoint(number, row.getString("note"), row.getBytes("edge"));
                        current[0] = number;
                    }
                    if (row.getBytes("hash") != null) {
                        writer.leaf(Checkpoints.leaf(row));
                    }
                },
                Checkpoints.ALL);
    }

    private static void subjects(Connection connection, ExportWriter writer) throws SQLException, IOException {
        String[] current = {""};
        each(
                connection,
                row -> {
                    String key = row.getString("key");
                    if (!key.equals(current[0])) {
                        writer.subject(key, row.getLong("head_seq"), row.getBytes("head_hash"));
                        current[0] = key;
                    }
                    byte[] bytes = row.getBytes("bytes");
                    if (bytes != null) {
                        writer.entry(new Link(
                                key, row.getLong("seq"), bytes, row.getBytes("prev_hash"), row.getBytes("hash")));
                    }
                },
                """
                select s.key, s.seq as head_seq, s.head_hash, e.seq, e.bytes, e.prev_hash, e.hash
                from subject s left join ledger_entry e on e.subject_key = s.key order by s.key, e.seq""");
    }

    private static void each(Connection connection, EachRow each, String sql) throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.row(rows);
                }
            }
        }
    }
}
