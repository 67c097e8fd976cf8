package dev.slipway.ledger;

import dev.slipway.events.EventFormat;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.events.MalformedEvent;
import dev.slipway.events.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads every chain and says where one is broken: an entry altered, removed or inserted, a head or a state that does
 * not follow from the entries. A whole chain rewritten consistently, or a tail cut off together with its head, cannot
 * show without a checkpoint or the topic.
 */
@ApplicationScoped
public class ChainVerifier {
    private static final int FETCH = 1_000;
    private final Database database;

    ChainVerifier(Database database) {
        this.database = database;
    }

    /**
     * What was found.
     *
     * @param problems one sentence each, naming the row; none when every chain holds
     */
    public record Report(long subjects, long entries, List<String> problems) {
        public boolean holds() {
            return problems.isEmpty();
        }
    }

    public Report verify() {
        return database.transaction("verify the ledger", connection -> {
            Sql.update(connection, "set transaction isolation level repeatable read read only");
            Walk walk = new Walk();
            try (PreparedStatement statement = connection.prepareStatement("""
                    select s.key, s.seq as head_seq, s.head_hash, e.seq, e.type, e.machine, e.instance, e.to_state,
                        e.bytes, e.prev_hash, e.hash
                    from subject s left join ledger_entry e on e.subject_key = s.key order by s.key, e.seq""")) {
                statement.setFetchSize(FETCH);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        walk.next(rows);
                    }
                }
            }
            walk.end();
            states(connection, walk.problems);
            return new Report(walk.subjects, walk.entries, List.copyOf(walk.problems));
        });
    }

    /** The tables of current state must say what the last move of each machine says. */
    private static void states(Connection connection, List<String> problems) throws SQLException {
        problems.addAll(Sql.list(
                connection,
                row -> "%s %s stands at %s, but its last entry says %s"
                        .formatted(
                                row.getString("machine"),
                                row.getString("instance"),
                                row.getString("state"),
                                row.getString("to_state")),
                """
                with last as (select distinct on (machine, instance) machine, instance, to_state from ledger_entry
                    where machine is not null order by machine, instance, seq desc),
                standing as (select 'build' as machine, id::text as instance, state from build
                    union all select 'artifact', digest, state from artifact
                    union all select 'placement', instance, state from placement
                    union all select 'deployment', id::text, state from deployment)
                select coalesce(l.machine, s.machine) as machine, coalesce(l.instance, s.instance) as instance,
                    coalesce(s.state, 'nothing') as state, coalesce(l.to_state, 'nothing') as to_state
                from last l full join standing s on s.machine = l.machine and s.instance = l.instance
                where s.state is distinct from l.to_state order by 1, 2 limit 1000"""));
    }

    private static final class Walk {
        private final List<String> problems = new ArrayList<>();
        private long subjects;
        private long entries;
        private @Nullable String subject;
        private long headSeq;
        private byte[] head = Sha256.beforeFirst();
        private long seq;
        private byte[] hash = Sha256.beforeFirst();

        void next(ResultSet row) throws SQLException {
            String key = row.getString("key");
            if (!key.equals(subject)) {
                end();
                subject = key;
                subjects++;
                headSeq = row.getLong("head_seq");
                head = row.getBytes("head_hash");
                seq = 0;
                hash = Sha256.beforeFirst();
            }
            if (row.getBytes("bytes") != null) {
                entry(key, row);
            }
        }

        private void entry(String key, ResultSet row) throws SQLException {
            entries++;
            long found = row.getLong("seq");
            byte[] bytes = row.getBytes("bytes");
            String name = "entry %s/%d".formatted(key, found);
            if (found != seq + 1) {
                problems.add("%s follows entry %d: %d removed between them".formatted(name, seq, found - seq - 1));
            } else if (!Arrays.equals(row.getBytes("prev_hash"), hash)) {
                problems.add(name + " does not name the hash of the entry before it");
            }
            byte[] computed = Sha256.of(row.getBytes("prev_hash"), bytes);
            if (!Arrays.equals(computed, row.getBytes("hash"))) {
                problems.add(name + " was altered: its hash is not that of its bytes");
            }
            columns(name, key, found, row, bytes);
            seq = found;
            hash = row.getBytes("hash");
        }

        private void columns(String name, String key, long found, ResultSet row, byte[] bytes) throws SQLException {
            try {
                LifecycleEvent event = EventFormat.read(bytes);
                if (!event.subject().key().equals(key)
                        || event.seq() != found
                        || !event.fact().type().wireName().equals(row.getString("type"))
                        || !Objects.equals(event.movedTo(), row.getString("to_state"))) {
                    problems.add(name + " has columns that do not say what its bytes say");
                }
            } catch (MalformedEvent e) {
                problems.add("%s does not read back: %s".formatted(name, e.getMessage()));
            }
        }

        void end() {
            if (subject != null && (seq != headSeq || !Arrays.equals(hash, head))) {
                problems.add("subject %s has its head at %d (%s), but its last entry is %d (%s)"
                        .formatted(subject, headSeq, abbreviated(head), seq, abbreviated(hash)));
            }
        }

        private static String abbreviated(byte[] bytes) {
            return HexFormat.of().formatHex(bytes, 0, 6);
        }
    }
}
