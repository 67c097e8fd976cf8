package dev.slipway.ledger;

import dev.slipway.events.Entry;
import dev.slipway.events.Fact;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Uuid7;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One writer in a ledger transaction: its subjects are locked, what it reads of them holds until the commit, and what it
 * appends extends their chains. The database applies the moves when the entries arrive, which is at the end.
 */
public final class LedgerTx extends LedgerReader {
    private final OpenChains chains;
    private final Followups followups;
    private final Set<Subject> subjects;
    private final Role role;
    private final String actor;
    private final List<UUID> causes;
    private boolean wrote;
    private @Nullable UUID lastEntry;
    private byte @Nullable [] lastBytes;

    LedgerTx(
            OpenChains chains,
            Followups followups,
            Role role,
            String actor,
            List<UUID> causes,
            Collection<Subject> subjects) {
        this.chains = chains;
        this.followups = followups;
        this.role = role;
        this.actor = actor;
        this.causes = causes;
        this.subjects = Set.copyOf(subjects);
    }

    /**
     * Locks the subjects in order, making those that do not exist yet.
     *
     * @param chain the chain of new subjects
     */
    static LedgerTx begin(
            Connection connection, Role role, String actor, List<UUID> causes, Collection<Subject> subjects, UUID chain)
            throws SQLException {
        Map<Subject, UUID> chains = new HashMap<>();
        subjects.forEach(subject -> chains.put(subject, chain));
        return new LedgerTx(
                OpenChains.lock(connection, chains),
                new Followups(connection, role.wireName()),
                role,
                actor,
                causes,
                subjects);
    }

    /** The database's time, read once when the subjects were locked. */
    public Instant now() {
        return chains.now();
    }

    /** How many entries the subject's chain has, those of this transaction included. */
    public long length(Subject subject) {
        return head(subject).seq();
    }

    private Head head(Subject subject) {
        if (!subjects.contains(subject)) {
            throw new IllegalStateException("subject %s is not locked for this writer".formatted(subject.key()));
        }
        return chains.head(subject);
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
        return write("append " + fact.type().wireName(), connection -> {
            Projection.apply(connection, subject, fact, actor, now());
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
                    chains.imageRepository(subject),
                    now(),
                    head.hash());
            lastBytes = chains.append(entry);
            lastEntry = entry.id();
            return entry.id();
        });
    }

    /** Keeps a body by its SHA-256 and gives that back; the same body twice is kept once. */
    public String keep(EvidenceBody evidence) {
        wrote = true;
        chains.keep(evidence);
        return evidence.sha256();
    }

    /** Forgets the live log of a build that ends; what is worth keeping is evidence by now. */
    public void dropLog(BuildId build) {
        write(
                "drop a build's live log",
                connection -> Sql.update(connection, "delete from build_log where build_id = ?", build.value()));
    }

    /** Asks for a job of the same stage. */
    public void enqueue(NewJob job) {
        wrote = true;
        followups.job(job);
    }

    /** The subjects of the stage's jobs of this kind that wait in a lane, oldest first; the running one is not among them. */
    public List<Subject> waiting(String lane, String kind) {
        return sql("read waiting jobs", _ -> followups.waiting(lane, kind));
    }

    /** Forgets the lane's jobs of this kind that are done: for looks that come around for ever. */
    public void forgetDone(String lane, String kind) {
        write("forget jobs that are done", connection -> JobQueue.forget(connection, role.wireName(), lane, kind));
    }

    /** Has a subject looked at again when its time has come; a later call for the same subject and kind replaces it. */
    public void timer(Subject subject, String kind, Instant due, String lane) {
        wrote = true;
        followups.timer(subject, kind, due, lane);
    }

    /** Replaces what is known to be inside an artifact and against it. */
    public void contents(Digest digest, List<ComponentView> components, List<FindingView> findings) {
        write("record contents", connection -> {
            Contents.replace(connection, digest, components, findings);
            return digest;
        });
    }

    /** Remembers what the artifact was matched against. */
    public void scanned(Digest digest, ScanView scan) {
        write("record a scan", connection -> {
            ScanStore.record(connection, digest, scan);
            return digest;
        });
    }

    /** Sends all that has not gone to the database yet. Nothing is to be appended or asked for any more after it. */
    void flush() throws SQLException {
        chains.flush();
        followups.send();
    }

    /** Whether anything was changed by this writer: what it did can then only be undone with the whole transaction. */
    boolean wrote() {
        return wrote;
    }

    /** The entry that was appended last; null if none was. */
    @Nullable
    UUID lastEntry() {
        return lastEntry;
    }

    /** The bytes of the entry that was appended last. */
    byte[] lastBytes() {
        if (lastBytes == null) {
            throw new IllegalStateException("nothing was appended");
        }
        return lastBytes;
    }

    Connection connection() {
        return chains.connection();
    }

    /** Sees what was appended before it; what is read of a locked subject holds until the commit. */
    @Override
    <T> T read(String what, Sql.Query<T> query) {
        return sql(what, connection -> {
            chains.flush();
            return query.in(connection);
        });
    }

    @Override
    <T> T read(String what, Subject about, Sql.Query<T> query) {
        return sql(what, connection -> {
            if (chains.isOpen(about)) {
                chains.flush();
            }
            return query.in(connection);
        });
    }

    private <T> T write(String what, Sql.Query<T> statement) {
        wrote = true;
        return sql(what, statement);
    }

    private <T> T sql(String what, Sql.Query<T> statement) {
        try {
            return statement.in(connection());
        } catch (SQLException e) {
            throw new LedgerUnavailable("could not " + what, e);
        }
    }
}
