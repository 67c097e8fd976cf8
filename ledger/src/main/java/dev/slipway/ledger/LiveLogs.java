package dev.slipway.ledger;

import dev.slipway.lifecycle.BuildId;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** What running builds have said so far. The whole log becomes evidence when a build ends; nothing is left here then. */
@ApplicationScoped
public class LiveLogs {
    private final Database database;

    LiveLogs(Database database) {
        this.database = database;
    }

    /** Adds a piece; one of the same number that is there already stays. {@code seq} counts from 0. */
    public void append(BuildId build, int seq, byte[] bytes) {
        database.transaction(
                "append to a build's log",
                c -> Sql.update(
                        c,
                        "insert into build_log (build_id, seq, bytes) values (?, ?, ?) on conflict do nothing",
                        build.value(),
                        seq,
                        bytes));
    }

    /** In order; empty for a build that has said nothing or has ended. */
    public List<byte[]> pieces(BuildId build) {
        return database.transaction(
                "read a build's log",
                c -> Sql.list(
                        c,
                        row -> row.getBytes("bytes"),
                        "select bytes from build_log where build_id = ? order by seq",
                        build.value()));
    }

    /** All pieces, one after the other. */
    public byte[] read(BuildId build) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces(build).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
