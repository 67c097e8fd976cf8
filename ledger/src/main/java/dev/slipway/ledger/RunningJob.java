package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A job under its lease: beats while it runs, and writes to the ledger only while the lease is its own. */
final class RunningJob implements JobContext, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RunningJob.class);
    /** Work stops at this part of the lease without a beat, so that it has stopped before another replica starts. */
    private static final double SAFE_PART = 0.8;

    private final Database database;
    private final Scribe scribe;
    private final Role role;
    private final JobQueue.Lease lease;
    private final Duration duration;
    private final AtomicLong lastBeat = new AtomicLong(System.nanoTime());
    private final Thread heart;
    private volatile boolean lost;
    private volatile boolean stopping;
    private volatile boolean heard;
    private volatile boolean closed;
    private volatile @Nullable String stopReason;
    private final AtomicBoolean worked = new AtomicBoolean();
    private final Runnable whenWorked;
    private volatile @Nullable Thread worker;

    /** @param whenWorked to be called once, when nothing is left for the job to do but to have its end written */
    RunningJob(
            Database database, Scribe scribe, Role role, JobQueue.Lease lease, Duration duration, Runnable whenWorked) {
        this.database = database;
        this.scribe = scribe;
        this.role = role;
        this.lease = lease;
        this.duration = duration;
        this.whenWorked = whenWorked;
        this.stopReason = lease.stop();
        this.heart = Thread.ofVirtual().name("heart-" + lease.job().id()).unstarted(this::beat);
    }

    Job job() {
        return lease.job();
    }

    JobQueue.Lease lease() {
        return lease;
    }

    /** What the job's subject belongs to; null while the subject has no entry. */
    @Nullable
    UUID chain() {
        return lease.chain();
    }

    void start(Thread runsOn) {
        worker = runsOn;
        heart.start();
    }

    /** The service stops: work is given back as soon as it looks. What only waits for its end to be written goes on. */
    void stop() {
        stopping = true;
        if (!worked.get()) {
            interruptWorker();
        }
    }

    boolean stopping() {
        return stopping;
    }

    boolean lost() {
        return lost;
    }

    /** A person wants the job's build or deployment to stop; said again, or when the work is done, it changes nothing. */
    void askToStop(String reason) {
        if (stopReason == null && !worked.get()) {
            stopReason = reason;
            interruptWorker();
        }
    }

    /** Who wants it to stop, and why; null while nobody does. */
    @Nullable
    String stopReason() {
        return stopReason;
    }

    /** To be called on the worker's thread: from here on the stage cleans up, and that is not interrupted again. */
    void heard() {
        heard = true;
        Thread.interrupted();
    }

    private void beat() {
        try (JobLog _ = JobLog.open(this)) {
            while (!closed) {
                Thread.sleep(duration.dividedBy(3));
                if (!closed && !beatOnce()) {
                    lost = true;
                    interruptWorker();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when the lease is gone, or when the database has not answered for so long that it may be. */
    private boolean beatOnce() {
        long asked = System.nanoTime();
        try {
            boolean ours = database.transaction("extend a lease", c -> JobQueue.beat(c, lease, duration));
            lastBeat.set(asked);
            return ours;
        } catch (LedgerUnavailable e) {
            LOG.warnf("lease of job %s not extended: %s", lease.job().id(), e.getMessage());
            return !overdue();
        }
    }

    private boolean overdue() {
        return System.nanoTime() - lastBeat.get() > duration.toNanos() * SAFE_PART;
    }

    private void interruptWorker() {
        Thread thread = worker;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public void checkpoint() throws InterruptedException {
        if (lost || overdue()) {
            throw new LostLease(
                    "the lease of job %s was lost".formatted(lease.job().id()));
        }
        if (stopReason != null && !heard) {
            throw new InterruptedException("asked to stop by " + stopReason);
        }
        if (stopping || Thread.interrupted()) {
            throw new InterruptedException("the service stops");
        }
    }

    @Override
    public long fence() {
        return lease.fence();
    }

    @Override
    public void record(Collection<Subject> subjects, LedgerWork work) throws InterruptedException, Obsolete {
        checkpoint();
        write(new Writing(this, Writing.Kind.RECORD, subjects, work));
    }

    void finish(Collection<Subject> subjects, LedgerWork work) throws Obsolete, InterruptedException {
        write(new Writing(this, Writing.Kind.FINISH, subjects, work));
    }

    void close(String note) throws InterruptedException {
        try {
            write(Writing.close(this, note));
        } catch (Obsolete e) {
            throw new IllegalStateException("nothing was written that could be obsolete", e);
        }
    }

    /** The job does nothing any more that its slot is for. */
    void worked() {
        if (worked.compareAndSet(false, true)) {
            whenWorked.run();
        }
    }

    private void write(Writing writing) throws Obsolete, InterruptedException {
        if (writing.kind().ends()) {
            worked();
        }
        if (!together(writing)) {
            commit(writing.kind().what(), connection -> alone(connection, writing));
        }
        writing.kind().afterCommit();
    }

    private boolean together(Writing writing) throws Obsolete, InterruptedException {
        try {
            return scribe.writes(writing);
        } catch (NotWritten e) {
            throw refused(e);
        }
    }

    private boolean alone(Connection connection, Writing writing) throws SQLException, NotWritten {
        JointTx tx = JointTx.begin(connection, role, List.of(writing));
        try {
            tx.write(writing);
        } catch (JointTx.Spoilt e) {
            throw e.why();
        }
        tx.end();
        return true;
    }

    /** Gives back why nothing was written, unless it is that the lease was lost: then whoever waits for it has to stop. */
    private Obsolete refused(NotWritten why) throws InterruptedException {
        return switch (why) {
            case Obsolete obsolete -> obsolete;
            case JobQueue.Fenced fenced -> {
                lost = true;
                throw new LostLease(String.valueOf(fenced.getMessage()));
            }
        };
    }

    /** Again and again while the database does not answer and the lease may still be ours. */
    private void commit(String what, Database.Work<Boolean, NotWritten> transaction)
            throws Obsolete, InterruptedException {
        while (true) {
            try {
                database.transaction(what, transaction);
                return;
            } catch (NotWritten e) {
                throw refused(e);
            } catch (LedgerUnavailable e) {
                if (e.isData()) {
                    throw e;
                }
                if (lost || overdue()) {
                    lost = true;
                    throw new LostLease("could not %s before the lease of job %s was over: %s"
                            .formatted(what, lease.job().id(), e.getMessage()));
                }
                LOG.warnf(
                        "could not %s for job %s, trying again: %s",
                        what, lease.job().id(), e.getMessage());
                Thread.sleep(duration.dividedBy(30));
            }
        }
    }

    void again(Duration pause, int attempts, String note) throws InterruptedException {
        commitAlways("put a job back", connection -> {
            JobQueue.again(connection, lease, pause, attempts, note);
            return true;
        });
    }

    void die(Fact obituary, String why) throws InterruptedException {
        Subject subject = lease.job().subject();
        commitAlways("give a job up", connection -> {
            LedgerTx tx = LedgerTx.begin(
                    connection,
                    role,
                    JointTx.actor(role),
                    lease.causes(),
                    List.of(subject),
                    JointTx.chainOf(connection, lease));
            tx.append(subject, obituary);
            tx.flush();
            JobQueue.dead(connection, lease, why);
            DeadLetters.send(connection, tx, lease.job(), why);
            return true;
        });
    }

    /** For what nobody can find pointless. */
    private void commitAlways(String what, Database.Work<Boolean, NotWritten> transaction) throws InterruptedException {
        try {
            commit(what, transaction);
        } catch (Obsolete e) {
            throw new IllegalStateException("nothing was written that could be obsolete", e);
        }
    }

    /** Whatever becomes of the interrupt, the heart ends: one that went on would keep the job from everybody else. */
    @Override
    public void close() {
        closed = true;
        heart.interrupt();
    }
}
