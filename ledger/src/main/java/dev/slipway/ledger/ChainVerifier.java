package dev.slipway.ledger;

import dev.slipway.events.ReadEntry;
import dev.slipway.events.chain.ChainWalk;
import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.CheckpointWalk;
import dev.slipway.events.chain.Findings;
import dev.slipway.events.chain.Leaf;
import dev.slipway.events.chain.Link;
import dev.slipway.events.chain.NoteKey;
import dev.slipway.events.chain.Verification;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads every chain and every checkpoint and says where one is broken: an entry altered, removed or inserted, a head or
 * a state that does not follow from the entries, a history that is not the one that was signed. Bounded in memory.
 */
@ApplicationScoped
public class ChainVerifier {
    private static final int FETCH = 1_000;
    private final Database database;

    ChainVerifier(Database database) {
        this.database = database;
    }

    @FunctionalInterface
    private interface EachRow {
        void row(ResultSet row) throws SQLException;
    }

    /**
     * All of it as of one moment.
     *
     * @param keys by which checkpoints are believed
     * @param kept a checkpoint from elsewhere that has to be among those here; null if there is none to compare with
     * @param rebuild whether the tables of current state are made anew from the entries and compared row by row, or their
     *     states alone are
     */
    public Verification verify(Collection<NoteKey> keys, @Nullable Checkpoint kept, boolean rebuild) {
        return database.transaction("verify the ledger", connection -> {
            // temporary tables cannot be made read only
            Sql.update(
                    connection,
                    "set transaction isolation level repeatable read " + (rebuild ? "read write" : "read only"));
            Findings findings = new Findings();
            CheckpointWalk checkpoints = new CheckpointWalk(keys, findings);
            if (kept != null) {
                checkpoints.expect(kept);
            }
            checkpoints(connection, checkpoints, findings);
            ChainWalk chains = new ChainWalk(checkpoints, findings);
            chains(connection, chains, findings);
            if (rebuild) {
                ProjectionCheck.run(connection, findings);
                connection.rollback();
                return Verification.of(chains, checkpoints, findings, kept);
            }
            states(connection).forEach(findings::add);
            return Verification.of(chains, checkpoints, findings, kept)
                    .without(
                            "of the tables of current state only the states were compared with the entries: --rebuild compares every column");
        });
    }

    private static void checkpoints(Connection connection, CheckpointWalk walk, Findings findings) throws SQLException {
        long[] current = {0};
        each(
                connection,
                row -> {
                    long number = row.getLong("number");
                    if (number != current[0]) {
                        walk.checkpoint(number, row.getString("note"), row.getBytes("edge"));
                        current[0] = number;
                    }
                    if (row.getBytes("hash") != null) {
                        walk.leaf(Checkpoints.leaf(row));
                    }
                },
                Checkpoints.ALL);
        walk.end();
        each(
                connection,
                row -> findings.add("%d heads are kept of checkpoint %d, which is gone"
                        .formatted(row.getLong("heads"), row.getLong("checkpoint"))),
                """
                select checkpoint, count(*) as heads from checkpoint_head h
                where not exists (select 1 from checkpoint c where c.number = h.checkpoint) group by checkpoint order by 1""");
    }

    private static void chains(Connection connection, ChainWalk walk, Findings findings) throws SQLException {
        @Nullable String[] current = {null};
        each(
                connection,
                row -> {
                    String key = row.getString("key");
                    if (!key.equals(current[0])) {
                        walk.subject(key, row.getLong("head_seq"), row.getBytes("head_hash"));
                        current[0] = key;
                    }
                    if (row.getBytes("bytes") != null) {
                        entry(walk, findings, key, row);
                    }
                },
                """
                select s.key, s.kind, s.chain_id as subject_chain, s.seq as head_seq, s.head_hash, e.seq, e.event_id,
                    e.subject_kind, e.type, e.role, e.actor, e.machine, e.instance, e.from_state, e.to_state, e.chain_id, e.at,
                    e.bytes, e.prev_hash, e.hash, h.checkpoint, h.position, h.hash as head_of_checkpoint
                from subject s left join ledger_entry e on e.subject_key = s.key
                    left join checkpoint_head h on h.subject_key = e.subject_key and h.seq = e.seq
                order by s.key, e.seq""");
        walk.end();
        each(connection, row -> walk.missing(Checkpoints.leaf(row), row.getLong("last_seq")), """
                select h.*, coalesce((select max(seq) from ledger_entry l where l.subject_key = h.subject_key), 0) as last_seq
                from checkpoint_head h left join ledger_entry e on e.subject_key = h.subject_key and e.seq = h.seq
                where e.seq is null order by h.position""");
        each(
                connection,
                row -> findings.add("entry %s/%d belongs to no subject: its row is gone"
                        .formatted(row.getString("subject_key"), row.getLong("seq"))),
                """
                select e.subject_key, e.seq from ledger_entry e left join subject s on s.key = e.subject_key
                where s.key is null order by 1, 2""");
    }

    private static void entry(ChainWalk walk, Findings findings, String key, ResultSet row) throws SQLException {
        Link link = new Link(
                key, row.getLong("seq"), row.getBytes("bytes"), row.getBytes("prev_hash"), row.getBytes("hash"));
        byte[] found = row.getBytes("head_of_checkpoint");
        Leaf leaf = found == null
                ? null
                : new Leaf(row.getLong("checkpoint"), row.getLong("position"), key, link.seq(), found);
        ReadEntry read = walk.entry(link, leaf);
        if (read != null) {
            List<String> columns = EntryColumns.of(read).differences(row);
            if (!columns.isEmpty()) {
                findings.add("entry %s/%d has columns that do not say what its bytes say: %s"
                        .formatted(key, link.seq(), String.join(", ", columns)));
            }
        }
    }

    /** The tables of current state must say what the last move of each machine says. */
    private static List<String> states(Connection connection) throws SQLException {
        return Sql.list(
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
                where s.state is distinct from l.to_state order by 1, 2 limit 1000""");
    }

    private static void each(Connection connection, EachRow each, String sql) throws SQLException {
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
