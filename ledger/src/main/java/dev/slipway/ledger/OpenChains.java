package dev.slipway.ledger;

import dev.slipway.events.Entry;
import dev.slipway.events.EventFormat;
import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Subjects that a transaction holds until its end, where their chains have got to in it, and what it has not sent yet. */
final class OpenChains {
    private final Connection connection;
    private final Map<Subject, Head> heads;
    private final Instant now;
    private final Map<Digest, String> repositories;
    private final List<Appended> appended = new ArrayList<>();

    private record Appended(Entry entry, byte[] bytes, byte[] hash) {}

    private OpenChains(Connection connection, Head.Locked locked) {
        this.connection = connection;
        this.heads = new HashMap<>(locked.heads());
        this.now = locked.at();
        this.repositories = new HashMap<>(locked.repositories());
    }

    /**
     * Locks the subjects in order, making those that do not exist yet.
     *
     * @param chains of each subject, what it belongs to if it is new
     */
    static OpenChains lock(Connection connection, Map<Subject, UUID> chains) throws SQLException {
        return new OpenChains(connection, Head.lock(connection, chains));
    }

    Connection connection() {
        return connection;
    }

    /** The database's time, read once when the subjects were locked. */
    Instant now() {
        return now;
    }

    Head head(Subject subject) {
        Head head = heads.get(subject);
        if (head == null) {
            throw new IllegalStateException("subject %s is not locked by this transaction".formatted(subject.key()));
        }
        return head;
    }

    /** Where an artifact's image is kept; null if it is none's. Once it is known it stays. */
    @Nullable
    String imageRepository(Subject subject) throws SQLException {
        return switch (subject) {
            case Subject.OfArtifact artifact -> repository(artifact.digest());
            case Subject.OfBuild _, Subject.OfEnvironment _ -> null;
        };
    }

    private @Nullable String repository(Digest digest) throws SQLException {
        if (!repositories.containsKey(digest)) {
            LedgerReads.artifactRepository(connection, digest).ifPresent(found -> repositories.put(digest, found));
        }
        return repositories.get(digest);
    }

    /** Makes the entry the head of its chain, and gives back its bytes. */
    byte[] append(Entry entry) {
        Head head = head(entry.subject());
        byte[] bytes = EventFormat.write(entry);
        byte[] hash = Sha256.of(HexFormat.of().parseHex(head.hash()), bytes);
        heads.put(entry.subject(), new Head(entry.seq(), HexFormat.of().formatHex(hash), head.chain()));
        appended.add(new Appended(entry, bytes, hash));
        return bytes;
    }

    /** Sends the entries to the database, whose trigger checks and applies each. */
    void flush() throws SQLException {
        if (appended.isEmpty()) {
            return;
        }
        try (var insert = connection.prepareStatement("""
                insert into ledger_entry (subject_key, seq, event_id, subject_kind, type, role, actor,
                    machine, instance, from_state, to_state, chain_id, at, bytes, prev_hash, hash)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (Appended one : appended) {
                Entry entry = one.entry();
                Step step = entry.step();
                Sql.bind(
                        connection,
                        insert,
                        entry.subject().key(),
                        entry.seq(),
                        entry.id(),
                        entry.subject().kind().wireName(),
                        entry.fact().type().wireName(),
                        entry.writer().wireName(),
                        entry.actor(),
                        new Sql.Text(step == null ? null : step.machine().wireName()),
                        new Sql.Text(step == null ? null : step.instance()),
                        new Sql.Text(step == null ? null : step.from()),
                        new Sql.Text(step == null ? null : step.to()),
                        entry.chain(),
                        OffsetDateTime.ofInstant(entry.at(), ZoneOffset.UTC),
                        one.bytes(),
                        HexFormat.of().parseHex(entry.previousHash()),
                        one.hash());
                insert.addBatch();
            }
            Sql.executeBatch(insert);
        }
        Database.leaves(Database.Left.RECORDS);
        appended.clear();
    }
}
