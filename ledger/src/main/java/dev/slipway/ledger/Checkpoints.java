package dev.slipway.ledger;

import dev.slipway.events.Sha256;
import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.Leaf;
import dev.slipway.events.chain.MalformedCheckpoint;
import dev.slipway.events.chain.MerkleEdge;
import dev.slipway.events.chain.NoteKey;
import dev.slipway.events.chain.NoteSigner;
import dev.slipway.events.chain.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes signed checkpoints over the heads of all chains and gives them out. */
@ApplicationScoped
public class Checkpoints {
    private static final int LOCK_SPACE = 0x51_1b;
    private static final int FETCH = 1_000;

    /** Every checkpoint in order, each with its heads in order. */
    static final String ALL = """
            select c.number, c.note, c.edge, c.number as checkpoint, h.position, h.subject_key, h.seq, h.hash
            from checkpoint c left join checkpoint_head h on h.checkpoint = c.number order by c.number, h.position""";

    private final Database database;

    Checkpoints(Database database) {
        this.database = database;
    }

    /** What is stored does not follow from what was signed: nobody signs on top of that. The message names what. */
    public static final class NotContinued extends Exception {
        NotContinued(String message) {
            super(message);
        }
    }

    private record Stored(long number, String note, byte[] edge) {}

    /**
     * All heads there are, and what of them is new.
     *
     * @param broken a subject whose head was moved back or aside, which the ledger does not do; null without one
     */
    private record Grown(
            long subjects,
            long entries,
            long heads,
            @Nullable String broken) {}

    /**
     * Signs what has grown since the last one; nothing if nothing has, or if another replica is at it. Builds only on what
     * one of {@code known} keys has signed.
     */
    public Optional<String> make(NoteSigner signer, Collection<NoteKey> known) throws NotContinued {
        return database.<Optional<String>, NotContinued>transaction("make a checkpoint", connection -> {
            boolean mine = Sql.first(
                            connection, row -> row.getBoolean(1), "select pg_try_advisory_xact_lock(?, 0)", LOCK_SPACE)
                    .orElse(false);
            return mine ? make(connection, signer, known) : Optional.empty();
        });
    }

    private static Optional<String> make(Connection connection, NoteSigner signer, Collection<NoteKey> known)
            throws SQLException, NotContinued {
        Stored stored = newest(connection).orElse(null);
        Checkpoint last = stored == null ? null : believed(stored, known);
        MerkleEdge edge = stored == null || last == null ? new MerkleEdge() : edge(stored, last);
        long number = last == null ? 1 : last.number() + 1;
        // before the snapshot, so that whatever is older than a checkpoint is known to it
        Instant at = Sql.now(connection);
        Grown grown = grow(connection, number, edge.size());
        if (grown.broken() != null) {
            throw new NotContinued(
                    "the chain of %s has not its head any more that a checkpoint found: its history was rewritten or its tail cut off"
                            .formatted(grown.broken()));
        }
        if (grown.heads() == 0) {
            return Optional.empty();
        }
        add(connection, number, edge);
        Checkpoint next = new Checkpoint(
                signer.key().name(),
                number,
                edge.size(),
                edge.root(),
                last == null ? Sha256.beforeFirst() : last.hash(),
                grown.subjects(),
                grown.entries(),
                at);
        String note = signer.note(next.text());
        Sql.update(
                connection, "insert into checkpoint (number, note, edge) values (?, ?, ?)", number, note, edge.bytes());
        return Optional.of(note);
    }

    private static Checkpoint believed(Stored stored, Collection<NoteKey> known) throws NotContinued {
        try {
            SignedNote note = SignedNote.parse(stored.note());
            if (!note.isSignedBy(known)) {
                throw new NotContinued(
                        "checkpoint %d is signed by %s with a key that is not known here: was it altered, or was the key changed? An earlier key is named with slipway.console.checkpoint.former-keys"
                                .formatted(stored.number(), String.join(", ", note.signers())));
            }
            Checkpoint last = Checkpoint.parse(note.text());
            if (last.number() != stored.number()) {
                throw new NotContinued(
                        "checkpoint %d says it is checkpoint %d".formatted(stored.number(), last.number()));
            }
            return last;
        } catch (MalformedCheckpoint e) {
            throw new NotContinued("checkpoint %d is %s".formatted(stored.number(), e.getMessage()));
        }
    }

    private static MerkleEdge edge(Stored stored, Checkpoint last) throws NotContinued {
        try {
            MerkleEdge edge = MerkleEdge.of(last.size(), stored.edge());
            if (Arrays.equals(edge.root(), last.root())) {
                return edge;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new NotContinued("the stored edge of checkpoint %d is not the one that was signed: it was altered"
                .formatted(stored.number()));
    }

    /** One statement, so that all heads are of one moment. */
    private static Grown grow(Connection connection, long number, long size) throws SQLException {
        return Sql.first(
                        connection,
                        row -> new Grown(
                                row.getLong("subjects"),
                                row.getLong("entries"),
                                row.getLong("heads"),
                                row.getString("broken")),
                        """
                        with head as (
                            select s.key, s.seq, s.head_hash, l.seq as known_seq, l.hash as known_hash
                            from subject s left join lateral (select h.seq, h.hash from checkpoint_head h
                                where h.subject_key = s.key order by h.seq desc limit 1) l on true
                            where s.seq > 0 or l.seq is not null),
                        grown as (
                            insert into checkpoint_head (position, checkpoint, subject_key, seq, hash)
                            select ? + row_number() over (order by key collate "C") - 1, ?, key, seq, head_hash from head
                            where known_seq is null or seq > known_seq returning 1)
                        select (select count(*) from head) as subjects, (select coalesce(sum(seq), 0) from head) as entries,
                            (select count(*) from grown) as heads,
                            (select min(key) from head where seq < known_seq or (seq = known_seq and head_hash <> known_hash)) as broken""",
                        size,
                        number)
                .orElseThrow();
    }

    private static void add(Connection connection, long number, MerkleEdge edge) throws SQLException {
        try (PreparedStatement statement = Sql.prepare(
                connection, "select * from checkpoint_head where checkpoint = ? order by position", number)) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    edge.add(leaf(rows).merkleHash());
                }
            }
        }
    }

    static Leaf leaf(ResultSet row) throws SQLException {
        return new Leaf(
                row.getLong("checkpoint"),
                row.getLong("position"),
                row.getString("subject_key"),
                row.getLong("seq"),
                row.getBytes("hash"));
    }

    private static Optional<Stored> newest(Connection connection) throws SQLException {
        return Sql.first(
                connection,
                row -> new Stored(row.getLong("number"), row.getString("note"), row.getBytes("edge")),
                "select * from checkpoint order by number desc limit 1");
    }

    /** The signed note of the newest one. */
    public Optional<String> newest() {
        return database.transaction("read the newest checkpoint", c -> newest(c).map(Stored::note));
    }

    /** The signed note of one. */
    public Optional<String> note(long number) {
        return database.transaction(
                "read a checkpoint",
                c -> Sql.first(
                        c, row -> row.getString("note"), "select note from checkpoint where number = ?", number));
    }
}
