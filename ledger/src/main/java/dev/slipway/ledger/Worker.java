package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.lifecycle.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Claims jobs of one stage and runs each on a virtual thread of its own, never more than the replica has slots. */
final class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);

    /** How soon a wish to stop is heard. */
    private static final long STOP_MILLIS = 1_000;

    private final Database database;
    private final Stage stage;
    private final LedgerConfig config;
    private final Set<RunningJob> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger active = new AtomicInteger();
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean stopping;
    private @Nullable Thread loop;
    private @Nullable Thread listener;

    Worker(Database database, Stage stage, LedgerConfig config) {
        this.database = database;
        this.stage = stage;
        this.config = config;
    }

    void start() {
        loop = Thread.ofVirtual().name("worker-" + role().wireName()).start(this::loop);
        listener = Thread.ofVirtual().name("stops-" + role().wireName()).start(this::listen);
    }

    /** Something may be there to do: look at once. */
    void ring() {
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
            while (active.get() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (active.get() > 0) {
            LOG.warnf("%d jobs did not stop within %s; their leases will expire", active.get(), patience);
        }
    }

    private Role role() {
        return stage.role();
    }

    private void loop() {
        long pause = 5;
        while (!stopping) {
            try {
                int claimed = claim();
                pause = claimed > 0 ? 5 : Math.min(pause * 2, config.poll().toMillis());
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

    private int claim() {
        int free = config.slots() - active.get();
        if (free <= 0) {
            return 0;
        }
        List<JobQueue.Lease> leases = database.transaction("claim jobs", c -> {
            List<JobQueue.Lease> taken = JobQueue.claim(c, role().wireName(), free, config.lease());
            if (!taken.isEmpty()) {
                Failpoint.CLAIM_BEFORE_COMMIT.hit();
            }
            return taken;
        });
        if (!leases.isEmpty()) {
            Failpoint.CLAIM_AFTER_COMMIT.hit();
        }
        for (JobQueue.Lease lease : leases) {
            RunningJob job = new RunningJob(database, role(), lease, config.lease());
            active.incrementAndGet();
            running.add(job);
            Thread thread = Thread.ofVirtual().name("job-" + lease.job().id()).unstarted(() -> run(job));
            job.start(thread);
            thread.start();
        }
        return leases.size();
    }

    private void run(RunningJob job) {
        try (job) {
            settle(job);
        } catch (InterruptedException e) {
            leave(job);
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "job not settled, its lease will expire: job=%s kind=%s",
                    job.job().id(),
                    job.job().kind());
        } finally {
            running.remove(job);
            active.decrementAndGet();
            ring();
        }
    }

    private void settle(RunningJob running) throws InterruptedException {
        Job job = running.job();
        try {
            apply(running, outcomeOrStopped(running));
        } catch (Obsolete e) {
            LOG.infof("job obsolete: job=%s kind=%s note=%s", job.id(), job.kind(), e.getMessage());
            running.close("obsolete: " + e.getMessage());
        } catch (StepFailure e) {
            fail(running, e);
        } catch (RuntimeException e) {
            LOG.errorf(e, "job failed unexpectedly: job=%s kind=%s attempt=%d", job.id(), job.kind(), job.attempt());
            fail(running, new StepFailure.Transient("internal", String.valueOf(e), e));
        }
    }

    private Outcome outcomeOrStopped(RunningJob running) throws StepFailure, InterruptedException {
        try {
            return outcome(running);
        } catch (InterruptedException e) {
            String reason = running.stopReason();
            if (reason == null || running.lost() || running.stopping()) {
                throw e;
            }
            LOG.infof(
                    "job asked to stop: job=%s kind=%s by=%s",
                    running.job().id(), running.job().kind(), reason);
            running.heard();
            return stage.stopped(running.job(), reason);
        }
    }

    private Outcome outcome(RunningJob running) throws StepFailure, InterruptedException {
        Job job = running.job();
        if (job.attempt() > config.maxAttempts()) {
            throw new StepFailure.Terminal(
                    "crash",
                    "job %s was started %d times and never came to an end: look at the log of the %s around those times"
                            .formatted(job.id(), job.attempt() - 1, role().wireName()));
        }
        running.checkpoint();
        Failpoint.WORK_BEFORE.hit();
        Outcome outcome = work(running);
        Failpoint.WORK_AFTER.hit();
        return outcome;
    }

    /** Whoever is interrupted while reading from the database hears of a broken connection instead. */
    private Outcome work(RunningJob running) throws StepFailure, InterruptedException {
        try {
            return stage.run(running.job(), running);
        } catch (LedgerUnavailable e) {
            if (running.stopping() || running.lost() || running.stopReason() != null) {
                Thread.interrupted();
                throw (InterruptedException) new InterruptedException("interrupted at the database").initCause(e);
            }
            throw e;
        }
    }

    private void apply(RunningJob running, Outcome outcome) throws InterruptedException, Obsolete {
        switch (outcome) {
            case Outcome.Finish finish -> running.finish(finish.subjects(), finish.work());
            case Outcome.Nothing nothing -> running.close(nothing.note());
            case Outcome.Later later ->
                running.again(later.pause(), running.job().attempt() - 1, "waits: " + later.why());
            case Outcome.Dead dead -> die(running, dead.why());
        }
    }

    private void fail(RunningJob running, StepFailure failure) throws InterruptedException {
        Job job = running.job();
        boolean last = job.attempt() >= config.maxAttempts();
        switch (failure) {
            case StepFailure.Terminal terminal -> giveUp(running, terminal);
            case StepFailure.Transient now
            when last ->
                giveUp(
                        running,
                        new StepFailure.Terminal(
                                now.kind(), "%s (tried %d times)".formatted(now.getMessage(), job.attempt()), now));
            case StepFailure.Transient now -> {
                Duration pause = backoff(job.attempt());
                LOG.warnf(
                        "job will be tried again: job=%s kind=%s attempt=%d pause=%s reason=%s",
                        job.id(), job.kind(), job.attempt(), pause, now.getMessage());
                running.again(pause, job.attempt(), now.kind() + ": " + now.getMessage());
            }
        }
    }

    private void giveUp(RunningJob running, StepFailure.Terminal failure) throws InterruptedException {
        Job job = running.job();
        LOG.warnf("job given up: job=%s kind=%s reason=%s", job.id(), job.kind(), failure.getMessage());
        try {
            apply(running, stage.giveUp(job, failure));
        } catch (Obsolete e) {
            running.close("obsolete: " + e.getMessage());
        } catch (LedgerUnavailable e) {
            if (!e.isData()) {
                throw e;
            }
            die(
                    running,
                    "%s; and its failure could not be recorded: %s".formatted(failure.getMessage(), e.getMessage()));
        }
    }

    private void die(RunningJob running, String why) throws InterruptedException {
        Job job = running.job();
        String reason = why.length() > 4_000 ? why.substring(0, 4_000) : why;
        UUID id = job.id();
        try {
            running.die(
                    tx -> tx.append(
                            job.subject(), new Fact.JobDied(id, job.stage(), job.kind(), job.attempt(), reason)),
                    reason);
            LOG.errorf("job is dead, its lane waits for a person: job=%s kind=%s lane=%s", id, job.kind(), job.lane());
        } catch (Obsolete e) {
            throw new IllegalStateException("an obituary is never obsolete", e);
        }
    }

    private void leave(RunningJob running) {
        if (!running.stopping() || running.lost()) {
            LOG.warnf(
                    "job left to another replica: job=%s kind=%s",
                    running.job().id(), running.job().kind());
            return;
        }
        Thread.interrupted();
        try {
            running.again(Duration.ZERO, running.job().attempt() - 1, "given back: the service stopped");
        } catch (InterruptedException | RuntimeException e) {
            LOG.warnf(
                    "job not given back, its lease will expire: job=%s: %s",
                    running.job().id(), e.getMessage());
        }
    }

    private Duration backoff(int attempt) {
        long base = config.backoff().toMillis() << Math.min(attempt - 1, 20);
        long capped = Math.min(base, config.maxBackoff().toMillis());
        return Duration.ofMillis(
                (long) (capped * (0.5 + ThreadLocalRandom.current().nextDouble())));
    }
}
