package dev.slipway.ledger;

import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a chain ends, as far as a transaction has got. */
record Head(long seq, String hash, UUID chain) {
    private static final String LOCK = """
            insert into subject (key, kind, chain_id)
            select key, kind, chain from unnest(?::text[], ?::text[], ?::uuid[]) with ordinality as wanted(key, kind, chain, place)
            order by place on conflict do nothing;
            with held as materialized (
                select place, subject.key, seq, head_hash, chain_id from unnest(?::text[]) with ordinality as wanted(key, place)
                join subject on subject.key = wanted.key order by place for update of subject)
            select *, clock_timestamp() as at, (select image_repository from artifact where digest = held.key) as repository from held""";

    /**
     * Subjects that are held until the end of the transaction.
     *
     * @param at the database's time when all were held, so that times never run backwards along a chain
     * @param repositories where artifacts among them are kept, as far as that was known before they were held
     */
    record Locked(Map<Subject, Head> heads, Instant at, Map<Digest, String> repositories) {}

    /**
     * Locks the subjects in their order, making those that do not exist yet. All that are new are made before the first
     * lock is taken: so nobody who holds one waits for another to be made.
     *
     * @param chains of each subject, what it belongs to if it is new
     */
    static Locked lock(Connection connection, Map<Subject, UUID> chains) throws SQLException {
        if (chains.isEmpty()) {
            return new Locked(Map.of(), Sql.now(connection), Map.of());
        }
        Map<Subject, Head> heads = new HashMap<>();
        Map<Digest, String> repositories = new HashMap<>();
        List<Subject> sorted = chains.keySet().stream().sorted().toList();
        // each row's time is read when it is locked: the last one's is that of all
        List<Instant> times = Sql.atOnce(
                connection,
                row -> {
                    String repository = row.getString("repository");
                    if (repository != null) {
                        repositories.put(new Digest(row.getString("key")), repository);
                    }
                    heads.put(sorted.get(row.getInt("place") - 1), head(row));
                    return Sql.instant(row, "at");
                },
                LOCK,
                keys(sorted),
                sorted.stream().map(subject -> subject.kind().wireName()).toArray(String[]::new),
                connection.createArrayOf(
                        "uuid",
                        sorted.stream()
                                .map(subject -> chainOf(subject, chains.get(subject)))
                                .toArray()),
                keys(sorted));
        return new Locked(heads, times.getLast(), repositories);
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(
                row.getLong("seq"),
                HexFormat.of().formatHex(row.getBytes("head_hash")),
                row.getObject("chain_id", UUID.class));
    }

    private static String[] keys(List<Subject> subjects) {
        return subjects.stream().map(Subject::key).toArray(String[]::new);
    }

    /** An environment's story is its own, not that of whoever happened to look at it first. */
    private static @Nullable UUID chainOf(Subject subject, @Nullable UUID chain) {
        return subject.kind() == Subject.Kind.ENVIRONMENT ? UUID.randomUUID() : chain;
    }
}
