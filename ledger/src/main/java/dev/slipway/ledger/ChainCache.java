package dev.slipway.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Chains as this process read them last, committed entries only. An entry never changes, and its hash stands for all
 * before it: so only what came since is read and parsed, and a chain with another hash at that place is read anew.
 */
final class ChainCache {
    /** Of all chains together; parsed, they are some kilobytes each. */
    private static final long MOST_ENTRIES = 5_000;

    private final Cache<Subject, Known> chains = Caffeine.newBuilder()
            .maximumWeight(MOST_ENTRIES)
            .weigher((Subject _, Known known) -> known.events().size())
            .build();

    private final Questions<Piece, List<Row>> pieces;

    ChainCache(Database database) {
        this.pieces = new Questions<>(database, "read subjects' entries", ChainCache::read);
    }

    private record Known(List<LifecycleEvent> events, byte[] hash) {}

    /** A chain from one of its entries on; that one is known if it is not the first. */
    private record Piece(Subject subject, long seq) {
        static Piece all(Subject subject) {
            return new Piece(subject, 1);
        }
    }

    /** @param bytes null if they are known */
    private record Row(byte @Nullable [] bytes, byte[] hash) {}

    /** Every entry of the subject that was committed, in order. Not for a transaction that may have written some itself. */
    List<LifecycleEvent> events(Subject subject) {
        Known known = chains.getIfPresent(subject);
        List<Row> rows = read(
                known == null
                        ? Piece.all(subject)
                        : new Piece(subject, known.events().size()));
        if (known != null && !continues(known, rows)) {
            known = null;
            rows = read(Piece.all(subject));
        }
        if (rows.isEmpty()) {
            return List.of();
        }
        if (known != null && rows.size() == 1) {
            return known.events();
        }
        List<LifecycleEvent> events = joined(known, rows);
        chains.put(subject, new Known(events, rows.getLast().hash()));
        return events;
    }

    private static List<LifecycleEvent> joined(@Nullable Known known, List<Row> rows) {
        List<LifecycleEvent> events = known == null ? new ArrayList<>() : new ArrayList<>(known.events());
        rows.stream()
                .skip(known == null ? 0 : 1)
                .map(row -> LedgerReads.event(Objects.requireNonNull(row.bytes())))
                .forEach(events::add);
        return List.copyOf(events);
    }

    private static boolean continues(Known known, List<Row> rows) {
        return !rows.isEmpty() && Arrays.equals(rows.getFirst().hash(), known.hash());
    }

    private List<Row> read(Piece piece) {
        return pieces.ask(piece).orElse(List.of());
    }

    private static Map<Piece, List<Row>> read(Connection connection, List<Piece> pieces) throws SQLException {
        Map<Piece, List<Row>> rows = new HashMap<>();
        Sql.list(
                connection,
                row -> rows.computeIfAbsent(pieces.get(row.getInt("place") - 1), _ -> new ArrayList<>())
                        .add(new Row(row.getBytes("bytes"), row.getBytes("hash"))),
                """
                select place, case when entry.seq > wanted.seq or entry.seq = 1 then bytes end as bytes, hash
                from unnest(?::text[], ?::bigint[]) with ordinality as wanted(key, seq, place)
                join ledger_entry entry on entry.subject_key = wanted.key and entry.seq >= wanted.seq
                order by place, entry.seq""",
                pieces.stream().map(piece -> piece.subject().key()).toArray(String[]::new),
                pieces.stream().map(Piece::seq).toArray(Long[]::new));
        return rows;
    }
}
