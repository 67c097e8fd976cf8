package dev.slipway.ledger;

import dev.slipway.events.Sha256;
import dev.slipway.events.chain.NoteSigner;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Owns the database and knows how chains are made: what it changes holds in itself. */
final class Forger {
    private record Stored(long seq, byte[] bytes, byte[] previous) {}

    private Forger() {}

    /** Alters the text of entries from {@code from} on and everything that follows from it, up to the head. */
    static void rewrite(String subject, long from, UnaryOperator<String> change) throws SQLException {
        List<Stored> entries = LedgerFixture.rows(
                row -> new Stored(row.getLong("seq"), row.getBytes("bytes"), row.getBytes("prev_hash")),
                "select * from ledger_entry where subject_key = ? and seq >= ? order by seq",
                subject,
                from);
        try (Connection connection = LedgerFixture.owner()) {
            Sql.update(connection, "set session_replication_role = replica");
            byte[] previous = entries.getFirst().previous();
            for (Stored entry : entries) {
                String text =
                        new String(entry.bytes(), StandardCharsets.UTF_8).replace(hex(entry.previous()), hex(previous));
                byte[] bytes = change.apply(text).getBytes(StandardCharsets.UTF_8);
                byte[] hash = Sha256.of(previous, bytes);
                Sql.update(
                        connection,
                        "update ledger_entry set bytes = ?, prev_hash = ?, hash = ? where subject_key = ? and seq = ?",
                        bytes,
                        previous,
                        hash,
                        subject,
                        entry.seq());
                previous = hash;
            }
            Sql.update(connection, "update subject set head_hash = ? where key = ?", previous, subject);
        }
    }

    /** Exchanges what two neighbours say; each then says of itself that it stands where it was put. */
    static void swap(String subject, long one, long other) throws SQLException {
        Map<String, String> texts = new HashMap<>();
        for (Stored entry : LedgerFixture.rows(
                row -> new Stored(row.getLong("seq"), row.getBytes("bytes"), row.getBytes("prev_hash")),
                "select * from ledger_entry where subject_key = ? and seq in (?, ?)",
                subject,
                one,
                other)) {
            texts.put(
                    seq(entry.seq()),
                    new String(entry.bytes(), StandardCharsets.UTF_8).replace(hex(entry.previous()), "<previous>"));
        }
        rewrite(subject, one, text -> {
            String here = text.contains(seq(one)) ? seq(one) : seq(other);
            String there = here.equals(seq(one)) ? seq(other) : seq(one);
            String previous = text.replaceAll("(?s).*\"previousHash\":\"([0-9a-f]{64})\".*", "$1");
            return String.valueOf(texts.get(there))
                    .replace("<previous>", previous)
                    .replace(there, here);
        });
    }

    private static String seq(long seq) {
        return "\"seq\":%d,".formatted(seq);
    }

    /** Makes the checkpoints agree with what the chain says now. */
    static void adjustHeads(String subject) throws SQLException {
        LedgerFixture.tamper("""
                update checkpoint_head h set hash = e.hash from ledger_entry e
                where e.subject_key = h.subject_key and e.seq = h.seq and h.subject_key = '%s'""".formatted(subject));
    }

    /** Cuts a chain after an entry and moves its head and its build back, as if no more had ever happened. */
    static void cut(String build, long after) throws SQLException {
        LedgerFixture.tamper("""
                delete from ledger_entry where subject_key = '%1$s' and seq > %2$d;
                update subject s set seq = %2$d, head_hash = (select hash from ledger_entry e
                    where e.subject_key = s.key and e.seq = %2$d) where key = '%1$s';
                update build set failure_kind = null, failure_reason = null, finished_at = null,
                    state = (select to_state from ledger_entry where subject_key = '%1$s' order by seq desc limit 1)
                where id::text = '%1$s'""".formatted(build, after));
    }

    /** Signs a checkpoint's text, altered, with a key of its own. */
    static void resign(long number, UnaryOperator<String> change, NoteSigner signer) throws SQLException {
        String note = LedgerFixture.rows(
                        row -> row.getString("note"), "select note from checkpoint where number = ?", number)
                .getFirst();
        String text = note.substring(0, note.lastIndexOf("\n\n") + 1);
        try (Connection connection = LedgerFixture.owner()) {
            Sql.update(connection, "set session_replication_role = replica");
            Sql.update(
                    connection,
                    "update checkpoint set note = ? where number = ?",
                    signer.note(change.apply(text)),
                    number);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
