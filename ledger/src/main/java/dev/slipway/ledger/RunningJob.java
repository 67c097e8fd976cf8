package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A job under its lease: beats while it runs, and writes to the ledger only while the lease is its own. */
final class RunningJob implements JobContext, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RunningJob.class);
    /** Work stops at this part of the lease without a beat, so that it has stopped before another replica starts. */
    private static final double SAFE_PART = 0.8;

    private final Database database;
    private final Role role;
    private final JobQueue.Lease lease;
    private final Duration duration;
    private final AtomicLong lastBeat = new AtomicLong(System.nanoTime());
    private final Thread heart;
    private volatile boolean lost;
    private volatile boolean stopping;
    private volatile boolean heard;
    private volatile @Nullable String stopReason;
    private volatile @Nullable Thread worker;

    RunningJob(Database database, Role role, JobQueue.Lease lease, Duration duration) {
        this.database = database;
        this.role = role;
        this.lease = lease;
        this.duration = duration;
        this.stopReason = lease.stop();
        this.heart = Thread.ofVirtual().name("heart-" + lease.job().id()).unstarted(this::beat);
    }

    Job job() {
        return lease.job();
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

    /** The service stops: work is given back as soon as it looks. */
    void stop() {
        stopping = true;
        interruptWorker();
    }

    boolean stopping() {
        return stopping;
    }

    boolean lost() {
        return lost;
    }

    /** A person wants the job's build or deployment to stop; said again it changes nothing. */
    void askToStop(String reason) {
        if (stopReason == null) {
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
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(duration.dividedBy(3));
                if (!beatOnce()) {
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
        write("record progress", subjects, work, (connection, _) -> {
            JobQueue.hold(connection, lease);
            Failpoint.RECORD_BEFORE_COMMIT.hit();
        });
        Failpoint.RECORD_AFTER_COMMIT.hit();
    }

    @FunctionalInterface
    interface Closing {
        void close(Connection connection, LedgerTx tx) throws SQLException, JobQueue.Fenced;
    }

    /** Locks, writes, closes, commits. */
    private void write(String what, Collection<Subject> subjects, LedgerWork work, Closing closing)
            throws Obsolete, InterruptedException {
        List<UUID> causes = lease.cause() == null ? List.of() : List.of(lease.cause());
        commit(what, connection -> {
            LedgerTx tx = LedgerTx.begin(
                    connection, role, "slipway/" + role.wireName(), causes, subjects, chainOf(connection));
            work.write(tx);
            tx.flush();
            closing.close(connection, tx);
            return true;
        });
    }

    /** Again and again while the database does not answer and the lease may still be ours. */
    private void commit(String what, Database.Work<Boolean, NotWritten> transaction)
            throws Obsolete, InterruptedException {
        while (true) {
            try {
                database.transaction(what, transaction);
                return;
            } catch (NotWritten e) {
                switch (e) {
                    case Obsolete obsolete -> throw obsolete;
                    case JobQueue.Fenced fenced -> {
                        lost = true;
                        throw new LostLease(String.valueOf(fenced.getMessage()));
                    }
                }
            } catch (LedgerUnavailable e) {
                if (e.isData() || overdue()) {
                    throw e;
                }
                LOG.warnf(
                        "could not %s for job %s, trying again: %s",
                        what, lease.job().id(), e.getMessage());
                Thread.sleep(duration.dividedBy(30));
            }
        }
    }

    /** New subjects join the chain of the subject the job is about. */
    private UUID chainOf(Connection connection) throws SQLException {
        UUID known = chain();
        if (known != null) {
            return known;
        }
        return Sql.first(
                        connection,
                        row -> row.getObject("chain_id", UUID.class),
                        "select chain_id from subject where key = ?",
                        lease.job().subject().key())
                .orElseGet(UUID::randomUUID);
    }

    void finish(Collection<Subject> subjects, LedgerWork work) throws Obsolete, InterruptedException {
        write("finish a job", subjects, work, (connection, _) -> {
            JobQueue.done(connection, lease, null);
            Failpoint.FINISH_BEFORE_COMMIT.hit();
        });
        Failpoint.FINISH_AFTER_COMMIT.hit();
    }

    void close(String note) throws InterruptedException {
        commitAlways("close a job", connection -> {
            JobQueue.done(connection, lease, note);
            Failpoint.CLOSE_BEFORE_COMMIT.hit();
            return true;
        });
        Failpoint.CLOSE_AFTER_COMMIT.hit();
    }

    void again(Duration pause, int attempts, String note) throws InterruptedException {
        commitAlways("put a job back", connection -> {
            JobQueue.again(connection, lease, pause, attempts, note);
            return true;
        });
    }

    void die(LedgerWork obituary, String why) throws Obsolete, InterruptedException {
        write("give a job up", List.of(lease.job().subject()), obituary, (connection, tx) -> {
            JobQueue.dead(connection, lease, why);
            DeadLetters.send(connection, tx, lease.job(), why);
        });
    }

    /** For what says nothing in the ledger. */
    private void commitAlways(String what, Database.Work<Boolean, NotWritten> transaction) throws InterruptedException {
        try {
            commit(what, transaction);
        } catch (Obsolete e) {
            throw new IllegalStateException("nothing was written that could be obsolete", e);
        }
    }

    @Override
    public void close() {
        heart.interrupt();
    }
}
