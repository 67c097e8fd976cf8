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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Subjects that a transaction holds until its end, where their chains have got to in it, and what it has not sent yet. */
final class OpenChains {
    private final Connection connection;
    private final Map<Subject, Head> heads;
    private final Instant now;
    private final Map<Digest, String> repositories;
    private final List<Appended> appended = new ArrayList<>();
    private final Map<String, EvidenceBody> evidence = new HashMap<>();

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

    /** Whether entries about it have not been sent yet. */
    boolean isOpen(Subject subject) {
        return appended.stream().anyMatch(one -> one.entry().subject().equals(subject));
    }

    /** Keeps a body from the next {@link #flush} on. */
    void keep(EvidenceBody body) {
        evidence.put(body.sha256(), body);
    }

    /** Sends bodies and entries to the database, whose trigger checks and applies the entries. */
    void flush() throws SQLException {
        if (!evidence.isEmpty()) {
            keep(connection, evidence);
            evidence.clear();
        }
        if (!appended.isEmpty()) {
            enter();
            Database.leaves(Database.Left.RECORDS);
            appended.clear();
        }
    }

    /** @param bodies by their SHA-256 */
    static void keep(Connection connection, Map<String, EvidenceBody> bodies) throws SQLException {
        Sql.update(
                connection,
                """
                insert into evidence (sha256, kind, media_type, body)
                select * from unnest(?::text[], ?::text[], ?::text[], ?::bytea[]) as kept(sha256, kind, media_type, body)
                order by sha256 on conflict do nothing""",
                bodies.keySet().toArray(String[]::new),
                Sql.texts(bodies.values(), EvidenceBody::kind),
                Sql.texts(bodies.values(), EvidenceBody::mediaType),
                Sql.bytes(connection, bodies.values(), EvidenceBody::body));
    }

    private void enter() throws SQLException {
        Sql.update(
                connection,
                """
                insert into ledger_entry (subject_key, seq, event_id, subject_kind, type, role, actor, machine, instance,
                    from_state, to_state, chain_id, at, bytes, prev_hash, hash)
                select subject, seq, id, kind, type, role, actor, machine, instance, came, went, chain, ?, bytes, previous, hash
                from unnest(?::text[], ?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::uuid[], ?::bytea[], ?::bytea[], ?::bytea[]) as entry(subject, seq, id, kind, type,
                    role, actor, machine, instance, came, went, chain, bytes, previous, hash)""",
                now,
                Sql.texts(appended, one -> one.entry().subject().key()),
                appended.stream().map(one -> one.entry().seq()).toArray(Long[]::new),
                Sql.array(connection, "uuid", appended, one -> one.entry().id()),
                Sql.texts(appended, one -> one.entry().subject().kind().wireName()),
                Sql.texts(appended, one -> one.entry().fact().type().wireName()),
                Sql.texts(appended, one -> one.entry().writer().wireName()),
                Sql.texts(appended, one -> one.entry().actor()),
                steps(step -> step.machine().wireName()),
                steps(Step::instance),
                steps(Step::from),
                steps(Step::to),
                Sql.array(connection, "uuid", appended, one -> one.entry().chain()),
                Sql.bytes(connection, appended, Appended::bytes),
                Sql.bytes(
                        connection,
                        appended,
                        one -> HexFormat.of().parseHex(one.entry().previousHash())),
                Sql.bytes(connection, appended, Appended::hash));
    }

    private @Nullable String[] steps(Function<Step, String> part) {
        return Sql.texts(appended, one -> {
            Step step = one.entry().step();
            return step == null ? null : part.apply(step);
        });
    }
}
