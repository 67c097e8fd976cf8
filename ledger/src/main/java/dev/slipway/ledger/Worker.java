package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Claims jobs of one stage and runs each on a virtual thread of its own, never more than the replica has slots, and one for
 * urgent ones. A job that only waits for its end to be written holds no slot: the next one begins meanwhile, and the more jobs
 * end at the same time, the more are written together.
 */
final class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    /** Beside those of the configuration: however long all that runs may take, what is urgent starts. */
    private static final int URGENT_SLOTS = 1;

    /** How soon a wish to stop is heard. */
    static final long STOP_MILLIS = 1_000;

    /** How soon a job whose worker is gone is found, once its lease has ended. */
    private static final long EXPIRED_NANOS = 500_000_000;

    private final Database database;
    private final Stage stage;
    private final LedgerConfig config;
    private final StageMeters meters;
    private final Scribe scribe;
    private final Set<RunningJob> running = ConcurrentHashMap.newKeySet();
    private final Slots slots;
    private final Semaphore bell = new Semaphore(0);
    private long expiredSeen = System.nanoTime() - EXPIRED_NANOS;
    private long urgentSeen = System.nanoTime();
    private volatile boolean urgentEnded;
    private volatile boolean stopping;
    private @Nullable Thread loop;
    private @Nullable Thread listener;

    Worker(Database database, Stage stage, LedgerConfig config) {
        this.database = database;
        this.stage = stage;
        this.config = config;
        this.meters = new StageMeters(stage.role().wireName());
        this.scribe = new Scribe(database, stage.role());
        this.slots = new Slots(config.slots());
    }

    void start() {
        database.on(Database.Left.JOBS, this::ring);
        scribe.start();
        loop = Thread.ofVirtual().name("worker-" + role().wireName()).start(this::loop);
        listener = Thread.ofVirtual().name("stops-" + role().wireName()).start(this::listen);
    }

    /** Something may be there to do: look at once. */
    private void ring() {
        bell.release();
    }

    /** Stops claiming, gives running jobs back, and waits for them as long as {@code patience} allows. */
    void stop(Duration patience) {
        stopping = true;
        bell.release();
        for (Thread thread : new @Nullable Thread[] {loop, listener}) {
            if (thread != null) {
                thread.interrupt();
            }
        }
        running.forEach(RunningJob::stop);
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!running.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!running.isEmpty()) {
            LOG.warnf("%d jobs did not stop within %s; their leases will expire", running.size(), patience);
        }
        scribe.stop();
    }

    private Role role() {
        return stage.role();
    }

    private void loop() {
        long pause = 0;
        while (!stopping) {
            try {
                pause = claim() ? 0 : untilNextLook();
            } catch (LedgerUnavailable e) {
                LOG.warnf("could not claim jobs: %s", e.getMessage());
                pause = Math.min(Math.max(pause, 100) * 2, 2_000);
            } catch (RuntimeException e) {
                LOG.error("claiming jobs failed", e);
                pause = 2_000;
            }
            await(pause);
        }
    }

    /** Looks whether somebody wants a running job to stop: one question for all of them. */
    private void listen() {
        while (!stopping) {
            try {
                Thread.sleep(STOP_MILLIS);
                passOnStops();
            } catch (InterruptedException e) {
                return;
            } catch (LedgerUnavailable e) {
                LOG.debugf("could not look for stop requests: %s", e.getMessage());
            }
        }
    }

    private void passOnStops() {
        List<UUID> ids = running.stream().map(job -> job.job().id()).toList();
        if (ids.isEmpty()) {
            return;
        }
        Map<UUID, String> stops = database.transaction("look for stop requests", c -> StopRequests.of(c, ids));
        for (RunningJob job : running) {
            String reason = stops.get(job.job().id());
            if (reason != null) {
                job.askToStop(reason);
            }
        }
    }

    private void await(long millis) {
        try {
            if (bell.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                bell.drainPermits();
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /**
     * Whether more can be taken at once: as many were ready as could be taken, and a slot has become free meanwhile or all of them
     * were urgent. Otherwise whoever makes jobs ready rings, and whoever frees the first slot.
     */
    private boolean claim() {
        int free = slots.free();
        if (free + URGENT_SLOTS <= 0 || (free <= 0 && !timeForUrgent())) {
            return false;
        }
        List<JobQueue.Lease> leases = database.transaction("claim jobs", c -> {
            List<JobQueue.Lease> taken = claim(c, free);
            if (!taken.isEmpty()) {
                Failpoint.CLAIM_BEFORE_COMMIT.hit();
            }
            return taken;
        });
        if (!leases.isEmpty()) {
            Failpoint.CLAIM_AFTER_COMMIT.hit();
        }
        for (JobQueue.Lease lease : leases) {
            RunningJob job = new RunningJob(database, scribe, role(), lease, config.lease(), () -> worked(lease));
            slots.take();
            running.add(job);
            Thread thread = Thread.ofVirtual().name("job-" + lease.job().id()).unstarted(() -> run(job));
            job.start(thread);
            thread.start();
        }
        return !leases.isEmpty()
                && leases.size() >= free
                && (slots.free() > 0 || leases.stream().allMatch(JobQueue.Lease::urgent));
    }

    /**
     * While no slot is free every new job rings, and hardly one of them is urgent: looked at no more often than without a bell,
     * unless an urgent one has just ended, behind which others may wait.
     */
    private boolean timeForUrgent() {
        if (!urgentEnded && untilUrgent() > 0) {
            return false;
        }
        urgentEnded = false;
        urgentSeen = System.nanoTime();
        return true;
    }

    private long untilUrgent() {
        return config.poll().toNanos() - (System.nanoTime() - urgentSeen);
    }

    private long untilNextLook() {
        long urgent = untilUrgent();
        return slots.free() > 0 || urgent <= 0
                ? config.poll().toMillis()
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(urgent));
    }

    /** What others left behind goes first; it is looked for now and then, because leases are long. */
    private List<JobQueue.Lease> claim(Connection connection, int free) throws SQLException {
        String stage = role().wireName();
        if (free <= 0) {
            return JobQueue.claimUrgent(connection, stage, config.lease());
        }
        long now = System.nanoTime();
        if (now - expiredSeen >= EXPIRED_NANOS) {
            expiredSeen = now;
            List<JobQueue.Lease> taken =
                    new ArrayList<>(JobQueue.claimExpired(connection, stage, free, config.lease()));
            if (taken.size() < free) {
                taken.addAll(JobQueue.claim(connection, stage, free - taken.size(), config.lease()));
            }
            return taken;
        }
        return JobQueue.claim(connection, stage, free, config.lease());
    }

    private void run(RunningJob job) {
        try {
            new JobRun(job, stage, config, meters).run();
        } finally {
            running.remove(job);
            job.worked();
            // only now can the next one of its lane be had
            boolean next = noteUrgent(job.lease());
            if (slots.gone() || next) {
                ring();
            }
        }
    }

    /** While no slot was free there was no looking. */
    private void worked(JobQueue.Lease lease) {
        noteUrgent(lease);
        if (slots.worked()) {
            ring();
        }
    }

    private boolean noteUrgent(JobQueue.Lease lease) {
        if (lease.urgent()) {
            urgentEnded = true;
        }
        return lease.urgent();
    }
}
