package dev.slipway.ledger;

import dev.slipway.events.Fact;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** One run of a claimed job, from its claim to its end: done, put back, given up or left to another replica. */
final class JobRun {
    private static final Logger LOG = Logger.getLogger(JobRun.class);

    private final RunningJob running;
    private final Job job;
    private final Stage stage;
    private final LedgerConfig config;
    private final StageMeters meters;

    JobRun(RunningJob running, Stage stage, LedgerConfig config, StageMeters meters) {
        this.running = running;
        this.job = running.job();
        this.stage = stage;
        this.config = config;
        this.meters = meters;
    }

    void run() {
        long began = System.nanoTime();
        try (JobLog _ = JobLog.open(running);
                JobSpan span = JobSpan.open(running)) {
            JobEnd end = end();
            span.ends(end);
            meters.jobEnded(job.kind(), end, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private JobEnd end() {
        try (running) {
            return settle();
        } catch (InterruptedException e) {
            return leave();
        } catch (RuntimeException e) {
            LOG.errorf(e, "job not settled, its lease will expire: job=%s kind=%s", job.id(), job.kind());
            return JobEnd.UNSETTLED;
        }
    }

    private JobEnd settle() throws InterruptedException {
        try {
            return apply(outcomeOrStopped());
        } catch (Obsolete e) {
            LOG.infof("job obsolete: job=%s kind=%s note=%s", job.id(), job.kind(), e.getMessage());
            running.close("obsolete: " + e.getMessage());
            return JobEnd.OBSOLETE;
        } catch (StepFailure e) {
            return fail(e);
        } catch (RuntimeException e) {
            LOG.errorf(e, "job failed unexpectedly: job=%s kind=%s attempt=%d", job.id(), job.kind(), job.attempt());
            return fail(new StepFailure.Transient("internal", String.valueOf(e), e));
        }
    }

    private Outcome outcomeOrStopped() throws StepFailure, InterruptedException {
        try {
            return outcome();
        } catch (InterruptedException e) {
            String reason = running.stopReason();
            if (reason == null || running.lost() || running.stopping()) {
                throw e;
            }
            LOG.infof("job asked to stop: job=%s kind=%s by=%s", job.id(), job.kind(), reason);
            running.heard();
            return stage.stopped(job, reason);
        }
    }

    private Outcome outcome() throws StepFailure, InterruptedException {
        if (job.attempt() > config.maxAttempts()) {
            throw new StepFailure.Terminal(
                    "crash",
                    "job %s was started %d times and never came to an end: look at the log of the %s around those times"
                            .formatted(job.id(), job.attempt() - 1, job.stage()));
        }
        running.checkpoint();
        Failpoint.WORK_BEFORE.hit();
        Outcome outcome = work();
        Failpoint.WORK_AFTER.hit();
        return outcome;
    }

    /** Whoever is interrupted while reading from the database hears of a broken connection instead. */
    private Outcome work() throws StepFailure, InterruptedException {
        try {
            return stage.run(job, running);
        } catch (LedgerUnavailable e) {
            if (running.stopping() || running.lost() || running.stopReason() != null) {
                Thread.interrupted();
                throw (InterruptedException) new InterruptedException("interrupted at the database").initCause(e);
            }
            throw e;
        }
    }

    private JobEnd apply(Outcome outcome) throws InterruptedException, Obsolete {
        return switch (outcome) {
            case Outcome.Finish finish -> {
                running.finish(finish.subjects(), finish.work());
                yield JobEnd.FINISHED;
            }
            case Outcome.Nothing nothing -> {
                running.close(nothing.note());
                yield JobEnd.NOTHING;
            }
            case Outcome.Later later -> {
                running.again(later.pause(), job.attempt() - 1, "waits: " + later.why());
                yield JobEnd.LATER;
            }
            case Outcome.Dead dead -> die(dead.why());
        };
    }

    private JobEnd fail(StepFailure failure) throws InterruptedException {
        boolean last = job.attempt() >= config.maxAttempts();
        return switch (failure) {
            case StepFailure.Terminal terminal -> giveUp(terminal);
            case StepFailure.Transient now
            when last ->
                giveUp(new StepFailure.Terminal(
                        now.kind(), "%s (tried %d times)".formatted(now.getMessage(), job.attempt()), now));
            case StepFailure.Transient now -> {
                Duration pause = backoff(job.attempt());
                LOG.warnf(
                        "job will be tried again: job=%s kind=%s attempt=%d pause=%s reason=%s",
                        job.id(), job.kind(), job.attempt(), pause, now.getMessage());
                running.again(pause, job.attempt(), now.kind() + ": " + now.getMessage());
                yield JobEnd.RETRY;
            }
        };
    }

    private JobEnd giveUp(StepFailure.Terminal failure) throws InterruptedException {
        LOG.warnf("job given up: job=%s kind=%s reason=%s", job.id(), job.kind(), failure.getMessage());
        try {
            JobEnd end = apply(stage.giveUp(job, failure));
            return end == JobEnd.FINISHED ? JobEnd.FAILED : end;
        } catch (Obsolete e) {
            running.close("obsolete: " + e.getMessage());
            return JobEnd.OBSOLETE;
        } catch (LedgerUnavailable e) {
            if (!e.isData()) {
                throw e;
            }
            return die("%s; and its failure could not be recorded: %s".formatted(failure.getMessage(), e.getMessage()));
        }
    }

    private JobEnd die(String why) throws InterruptedException {
        String reason = why.length() > 4_000 ? why.substring(0, 4_000) : why;
        UUID id = job.id();
        running.die(new Fact.JobDied(id, job.stage(), job.kind(), job.attempt(), reason), reason);
        LOG.errorf("job is dead, its lane waits for a person: job=%s kind=%s lane=%s", id, job.kind(), job.lane());
        return JobEnd.DEAD;
    }

    private JobEnd leave() {
        if (!running.stopping() || running.lost()) {
            LOG.warnf("job left to another replica: job=%s kind=%s", job.id(), job.kind());
            return JobEnd.LOST;
        }
        Thread.interrupted();
        try {
            running.again(Duration.ZERO, job.attempt() - 1, "given back: the service stopped");
            return JobEnd.RETURNED;
        } catch (InterruptedException | RuntimeException e) {
            LOG.warnf("job not given back, its lease will expire: job=%s: %s", job.id(), e.getMessage());
            return JobEnd.UNSETTLED;
        }
    }

    private Duration backoff(int attempt) {
        long base = config.backoff().toMillis() << Math.min(attempt - 1, 20);
        long capped = Math.min(base, config.maxBackoff().toMillis());
        return Duration.ofMillis(
                (long) (capped * (0.5 + ThreadLocalRandom.current().nextDouble())));
    }
}
