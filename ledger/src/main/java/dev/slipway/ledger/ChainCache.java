package dev.slipway.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    private record Known(List<LifecycleEvent> events, byte[] hash) {}

    private record Row(byte[] bytes, byte[] hash) {}

    /** Every entry of the subject that was committed, in order. Not for a transaction that may have written some itself. */
    List<LifecycleEvent> events(Connection connection, Subject subject) throws SQLException {
        Known known = chains.getIfPresent(subject);
        List<Row> rows =
                from(connection, subject, known == null ? 1 : known.events().size());
        if (known != null && !continues(known, rows)) {
            known = null;
            rows = from(connection, subject, 1);
        }
        if (rows.isEmpty()) {
            return List.of();
        }
        List<LifecycleEvent> events = joined(known, rows);
        chains.put(subject, new Known(events, rows.getLast().hash()));
        return events;
    }

    private static List<LifecycleEvent> joined(@Nullable Known known, List<Row> rows) {
        List<LifecycleEvent> events = known == null ? new ArrayList<>() : new ArrayList<>(known.events());
        rows.stream()
                .skip(known == null ? 0 : 1)
                .map(row -> LedgerReads.event(row.bytes()))
                .forEach(events::add);
        return List.copyOf(events);
    }

    private static boolean continues(Known known, List<Row> rows) {
        return !rows.isEmpty() && Arrays.equals(rows.getFirst().hash(), known.hash());
    }

    private static List<Row> from(Connection connection, Subject subject, long seq) throws SQLException {
        return Sql.list(
                connection,
                row -> new Row(row.getBytes("bytes"), row.getBytes("hash")),
                "select bytes, hash from ledger_entry where subject_key = ? and seq >= ? order by seq",
                subject.key(),
                seq);
    }
}
