package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Where a chain ends, as far as a transaction has got. */
record Head(long seq, String hash, UUID chain) {

    /**
     * Locks the subjects in the order given, making those that do not exist yet. All that are new are made before the first
     * lock is taken: so nobody who holds one waits for another to be made.
     *
     * @param chain the chain of new subjects
     */
    static Map<Subject, Head> lock(Connection connection, List<Subject> sorted, UUID chain) throws SQLException {
        if (sorted.isEmpty()) {
            return Map.of();
        }
        make(connection, sorted, chain);
        Map<String, Head> found = new HashMap<>();
        Sql.list(
                connection,
                row -> found.put(
                        row.getString("key"),
                        new Head(
                                row.getLong("seq"),
                                HexFormat.of().formatHex(row.getBytes("head_hash")),
                                row.getObject("chain_id", UUID.class))),
                """
                select subject.key, seq, head_hash, chain_id from unnest(?::text[]) with ordinality as wanted(key, place)
                join subject on subject.key = wanted.key order by place for update of subject""",
                (Object) keys(sorted));
        Map<Subject, Head> heads = new LinkedHashMap<>();
        for (Subject subject : sorted) {
            heads.put(subject, Objects.requireNonNull(found.get(subject.key()), subject.key()));
        }
        return heads;
    }

    private static void make(Connection connection, List<Subject> sorted, UUID chain) throws SQLException {
        Sql.update(
                connection,
                """
                insert into subject (key, kind, chain_id)
                select key, kind, chain from unnest(?::text[], ?::text[], ?::uuid[]) with ordinality as wanted(key, kind, chain, place)
                order by place on conflict do nothing""",
                keys(sorted),
                sorted.stream().map(subject -> subject.kind().wireName()).toArray(String[]::new),
                connection.createArrayOf(
                        "uuid",
                        sorted.stream().map(subject -> chainOf(subject, chain)).toArray()));
    }

    private static String[] keys(List<Subject> subjects) {
        return subjects.stream().map(Subject::key).toArray(String[]::new);
    }

    /** An environment's story is its own, not that of whoever happened to look at it first. */
    private static UUID chainOf(Subject subject, UUID chain) {
        return subject.kind() == Subject.Kind.ENVIRONMENT ? UUID.randomUUID() : chain;
    }
}
