package dev.slipway.ledger;

import dev.slipway.events.Entry;
import dev.slipway.events.EventFormat;
import dev.slipway.events.Fact;
import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Uuid7;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One ledger transaction: its subjects are locked, what it reads of them holds until it commits, and what it appends
 * extends their chains. The database applies the moves when the entries arrive, which is at the end.
 */
public final class LedgerTx extends LedgerReader {
    private final Connection connection;
    private final Role role;
    private final String actor;
    private final List<UUID> causes;
    private Instant now = Instant.EPOCH;
    private final Map<Subject, Head> heads = new LinkedHashMap<>();
    private final List<Appended> appended = new ArrayList<>();
    private final Map<Digest, String> repositories = new HashMap<>();
    private byte @Nullable [] lastBytes;

    private record Appended(Entry entry, byte[] bytes, byte[] hash) {}

    private LedgerTx(Connection connection, Role role, String actor, List<UUID> causes) {
        this.connection = connection;
        this.role = role;
        this.actor = actor;
        this.causes = causes;
    }

    /**
     * Locks the subjects in order, making those that do not exist yet.
     *
     * @param chain the chain of new subjects
     */
    static LedgerTx begin(
            Connection connection, Role role, String actor, List<UUID> causes, Collection<Subject> subjects, UUID chain)
            throws SQLException {
        LedgerTx tx = new LedgerTx(connection, role, actor, causes);
        List<Subject> sorted = subjects.stream().distinct().sorted().toList();
        Head.Locked locked = Head.lock(connection, sorted, chain);
        tx.heads.putAll(locked.heads());
        tx.now = locked.at();
        tx.repositories.putAll(locked.repositories());
        return tx;
    }

    /** The database's time, read once when the subjects were locked. */
    public Instant now() {
        return now;
    }

    /** How many entries the subject's chain has, those of this transaction included. */
    public long length(Subject subject) {
        return head(subject).seq();
    }

    private Head head(Subject subject) {
        Head head = heads.get(subject);
        if (head == null) {
            throw new IllegalStateException("subject %s is not locked by this transaction".formatted(subject.key()));
        }
        return head;
    }

    /** Records a fact and the move it makes. */
    public UUID append(Subject subject, Step step, Fact fact) {
        return enter(subject, step, fact);
    }

    /** Records a fact that moves nothing. */
    public UUID append(Subject subject, Fact fact) {
        return enter(subject, null, fact);
    }

    private UUID enter(Subject subject, @Nullable Step step, Fact fact) {
        Head head = head(subject);
        return sql("append " + fact.type().wireName(), () -> {
            Projection.apply(connection, subject, fact, actor, now);
            Entry entry = new Entry(
                    Uuid7.next(),
                    subject,
                    head.seq() + 1,
                    role,
                    actor,
                    step,
                    fact,
                    head.chain(),
                    causes,
                    imageRepository(subject),
                    now,
                    head.hash());
            byte[] bytes = EventFormat.write(entry);
            byte[] hash = Sha256.of(HexFormat.of().parseHex(head.hash()), bytes);
            heads.put(subject, new Head(entry.seq(), HexFormat.of().formatHex(hash), head.chain()));
            appended.add(new Appended(entry, bytes, hash));
            return entry.id();
        });
    }

    private @Nullable String imageRepository(Subject subject) throws SQLException {
        return switch (subject) {
            case Subject.OfArtifact artifact -> repository(artifact.digest());
            case Subject.OfBuild _, Subject.OfEnvironment _ -> null;
        };
    }

    /** Once it is known it stays. */
    private @Nullable String repository(Digest digest) throws SQLException {
        if (!repositories.containsKey(digest)) {
            LedgerReads.artifactRepository(connection, digest).ifPresent(found -> repositories.put(digest, found));
        }
        return repositories.get(digest);
    }

    /** Keeps a body by its SHA-256 and gives that back; the same body twice is kept once. */
    public String keep(EvidenceBody evidence) {
        return sql("keep evidence", () -> keep(connection, evidence));
    }

    static String keep(Connection connection, EvidenceBody evidence) throws SQLException {
        String sha256 = evidence.sha256();
        Sql.update(
                connection,
                "insert into evidence (sha256, kind, media_type, body) values (?, ?, ?, ?) on conflict do nothing",
                sha256,
                evidence.kind(),
                evidence.mediaType(),
                evidence.body());
        return sha256;
    }

    /** Forgets the live log of a build that ends; what is worth keeping is evidence by now. */
    public void dropLog(BuildId build) {
        sql(
                "drop a build's live log",
                () -> Sql.update(connection, "delete from build_log where build_id = ?", build.value()));
    }

    /** Asks for a job of the same stage. */
    public void enqueue(NewJob job) {
        sql("enqueue a job", () -> NewJobs.enqueue(connection, role.wireName(), List.of(new NewJobs.Asked(job, null))));
    }

    /** The subjects of the stage's jobs of this kind that wait in a lane, oldest first; the running one is not among them. */
    public List<Subject> waiting(String lane, String kind) {
        return sql("read waiting jobs", () -> JobQueue.waiting(connection, role.wireName(), lane, kind));
    }

    /** Forgets the lane's jobs of this kind that are done: for looks that come around for ever. */
    public void forgetDone(String lane, String kind) {
        sql("forget jobs that are done", () -> JobQueue.forget(connection, role.wireName(), lane, kind));
    }

    /** Has a subject looked at again when its time has come; a later call for the same subject and kind replaces it. */
    public void timer(Subject subject, String kind, Instant due, String lane) {
        sql(
                "set a timer",
                () -> Sql.update(
                        connection,
                        "insert into timer (stage, subject_key, kind, due, lane) values (?, ?, ?, ?, ?)"
                                + " on conflict on constraint timer_pk do update set due = excluded.due, lane = excluded.lane",
                        role.wireName(),
                        subject.key(),
                        kind,
                        due,
                        lane));
    }

    /** Replaces what is known to be inside an artifact and against it. */
    public void contents(Digest digest, List<ComponentView> components, List<FindingView> findings) {
        sql("record contents", () -> {
            Contents.replace(connection, digest, components, findings);
            return null;
        });
    }

    /** Remembers what the artifact was matched against. */
    public void scanned(Digest digest, ScanView scan) {
        sql("record a scan", () -> {
            ScanStore.record(connection, digest, scan);
            return null;
        });
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
                        role.wireName(),
                        actor,
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
            insert.executeBatch();
        }
        Database.leaves(Database.Left.RECORDS);
        lastBytes = appended.getLast().bytes();
        appended.clear();
    }

    /** The bytes of the entry that was sent last. */
    byte[] lastBytes() {
        if (lastBytes == null) {
            throw new IllegalStateException("nothing was appended");
        }
        return lastBytes;
    }

    Connection connection() {
        return connection;
    }

    /** Sees what was appended before it; what is read of a locked subject holds until the commit. */
    @Override
    <T> T read(String what, Sql.Query<T> query) {
        return sql(what, () -> {
            flush();
            return query.in(connection);
        });
    }

    @FunctionalInterface
    private interface Statement<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    private static <T extends @Nullable Object> T sql(String what, Statement<T> statement) {
        try {
            return statement.run();
        } catch (SQLException e) {
            throw new LedgerUnavailable("could not " + what, e);
        }
    }
}
