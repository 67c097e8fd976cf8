package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerComponentTest {
    private final Workers workers = new Workers();

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void neverRunsALaneTwiceAtOnceHoweverManyReplicas() throws SQLException {
        BuildId build = LedgerFixture.requestedBuild();
        Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 120; i++) {
            LedgerFixture.enqueue(NewJob.of("lane-" + i % 6, "build", Subject.of(build), "job-" + i));
        }
        BuilderLike.Work work = (job, _) -> {
            AtomicInteger here = running.computeIfAbsent(job.lane(), _ -> new AtomicInteger());
            most.accumulateAndGet(here.incrementAndGet(), Math::max);
            LockSupport.parkNanos(1_000_000);
            here.decrementAndGet();
            done.incrementAndGet();
            return Outcome.nothing("done");
        };

        for (int i = 0; i < 3; i++) {
            workers.start(Pace.BRISK, work);
        }

        await().atMost(30, TimeUnit.SECONDS).until(() -> done.get() >= 120);
        await().until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 120);
        assertThat(done).hasValue(120);
        assertThat(most).hasValue(1);
    }

    @Test
    void anotherReplicaTakesOverWhatStoppedBeatingAndTheFirstCanWriteNothingMore() throws Exception {
        BuildId build = LedgerFixture.requestedBuild();
        LedgerFixture.enqueue(LedgerFixture.buildJob(build));
        Database first = LedgerFixture.as(Role.BUILDER);
        Duration gone = Duration.ofMillis(1);
        JobQueue.Lease lease = first.transaction("claim", c -> JobQueue.claim(c, Role.BUILDER.wireName(), 1, gone))
                .getFirst();

        workers.start(Pace.BRISK, (job, _) -> BuilderLike.failed(job, "done by the second"));
        await().until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 1);

        // the first comes back to life with a lease that it believes in
        RunningJob zombie = new RunningJob(
                first, new Scribe(first, Role.BUILDER), Role.BUILDER, lease, Duration.ofMinutes(1), () -> {});
        assertThat(written(zombie, build)).isFalse();
        assertThat(zombie.lost()).isTrue();
        assertThat(LedgerFixture.count("select count(*) from ledger_entry")).isEqualTo(2);
        assertThat(LedgerFixture.count("select fence from lane")).isEqualTo(2);
    }

    @Test
    void countsALeaseThatWasLostOnceAndNoneThatWasKept() throws Exception {
        LedgerFixture.enqueue(
                LedgerFixture.buildJob(LedgerFixture.requestedBuild()),
                LedgerFixture.buildJob(LedgerFixture.requestedBuild()));
        Database database = LedgerFixture.as(Role.BUILDER);
        List<JobQueue.Lease> leases = database.transaction(
                "claim", c -> JobQueue.claim(c, Role.BUILDER.wireName(), 2, Duration.ofMinutes(1)));
        LedgerFixture.tamper("update lane set fence = fence + 1 where running_job = '%s'"
                .formatted(leases.getFirst().job().id()));

        try (Counted counted = new Counted()) {
            for (JobQueue.Lease lease : leases) {
                RunningJob job = new RunningJob(
                        database,
                        new Scribe(database, Role.BUILDER),
                        Role.BUILDER,
                        lease,
                        Duration.ofMinutes(1),
                        () -> {});
                Stage stage = new BuilderLike((one, _) -> BuilderLike.failed(one, "no"));
                new JobRun(job, stage, Pace.BRISK, new StageMeters(Role.BUILDER.wireName())).run();
            }

            assertThat(counted.of(Metric.LEASES_LOST, "stage", "builder")).isEqualTo(1);
        }
        assertThat(LedgerFixture.count("select count(*) from build where state = 'FAILED'"))
                .isEqualTo(1);
    }

    /** As of a replica that stood still inside a transaction: its session was ended, and its lease is over. */
    @Test
    void whatCannotBeWrittenBeforeItsLeaseIsOverIsLeftToAnotherReplica() throws Exception {
        BuildId build = LedgerFixture.requestedBuild();
        LedgerFixture.enqueue(LedgerFixture.buildJob(build));
        Duration brief = Duration.ofMillis(100);
        JobQueue.Lease lease = LedgerFixture.as(Role.BUILDER)
                .transaction("claim", c -> JobQueue.claim(c, Role.BUILDER.wireName(), 1, brief))
                .getFirst();
        Database away = Services.database("jdbc:postgresql://127.0.0.1:1/away", Role.BUILDER);
        RunningJob job = new RunningJob(away, new Scribe(away, Role.BUILDER), Role.BUILDER, lease, brief, () -> {});

        assertThat(written(job, build)).isFalse();

        assertThat(job.lost()).isTrue();
    }

    private static boolean written(RunningJob job, BuildId build) throws Obsolete {
        try {
            job.finish(List.of(Subject.of(build)), tx -> tx.keep(new EvidenceBody("log", "text/plain", new byte[1])));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void triesAgainUntilItWorks() throws SQLException {
        LedgerFixture.enqueue(LedgerFixture.buildJob(LedgerFixture.requestedBuild()));

        workers.start(Pace.BRISK, (job, _) -> {
            if (job.attempt() < 3) {
                throw new StepFailure.Transient("registry", "not now");
            }
            return BuilderLike.failed(job, "at attempt " + job.attempt());
        });

        await().until(() ->
                LedgerFixture.count("select count(*) from build where failure_reason = 'at attempt 3'") == 1);
    }

    @Test
    void makesTheFailureMoveWhenItsAttemptsAreUsedUp() throws SQLException {
        LedgerFixture.enqueue(LedgerFixture.buildJob(LedgerFixture.requestedBuild()));

        workers.start(Pace.BRISK, (_, _) -> {
            throw new StepFailure.Transient("registry", "never");
        });

        await().until(() -> LedgerFixture.count(
                        "select count(*) from build where state = 'FAILED' and failure_reason = 'never (tried 3 times)'")
                == 1);
    }

    @Test
    void countsAttemptsThatKilledTheProcess() throws SQLException {
        LedgerFixture.enqueue(LedgerFixture.buildJob(LedgerFixture.requestedBuild()));
        LedgerFixture.tamper("update job set attempt = 3");

        workers.start(Pace.BRISK, (_, _) -> {
            throw new IllegalStateException("must not be started a fourth time");
        });

        await().until(() -> LedgerFixture.count(
                        "select count(*) from build where state = 'FAILED' and failure_reason like '%started 3 times%'")
                == 1);
    }

    @Test
    void aDeadJobHoldsItsLaneUntilAPersonHasItDoneAgain() throws SQLException {
        BuildId build = LedgerFixture.requestedBuild();
        LedgerFixture.enqueue(
                NewJob.of("lane", "build", Subject.of(build), "first"),
                NewJob.of("lane", "build", Subject.of(build), "second"));
        AtomicInteger second = new AtomicInteger();
        CountDownLatch mended = new CountDownLatch(1);
        workers.start(Pace.BRISK, (job, _) -> {
            if (job.dedupe().equals("second")) {
                second.incrementAndGet();
            } else if (mended.getCount() > 0) {
                throw new StepFailure.Terminal("hopeless", "cannot");
            }
            return Outcome.nothing("done");
        });
        DeadLetters deadLetters = new DeadLetters(LedgerFixture.as(Role.CONSOLE));
        await().until(() -> deadLetters.jobs().size() == 1);
        DeadLetters.DeadJob dead = deadLetters.jobs().getFirst();
        assertThat(dead.reason()).isEqualTo("cannot");
        assertThat(second).hasValue(0);
        assertThat(LedgerFixture.count("select count(*) from outbox where topic = 'slipway.dead-letter'"))
                .isEqualTo(1);

        mended.countDown();
        assertThat(deadLetters.redrive(dead.job().id(), "ada", "mended")).isTrue();

        await().until(() -> second.get() == 1);
        assertThat(deadLetters.redrive(dead.job().id(), "ada", "again")).isFalse();
        assertThat(entries("job.redriven")).containsExactly("ada: mended");
    }

    @Test
    void aSkippedJobLetsItsLaneGoOn() throws SQLException {
        BuildId build = LedgerFixture.requestedBuild();
        LedgerFixture.enqueue(
                NewJob.of("lane", "build", Subject.of(build), "first"),
                NewJob.of("lane", "build", Subject.of(build), "second"));
        AtomicInteger second = new AtomicInteger();
        workers.start(Pace.BRISK, (job, _) -> {
            if (job.dedupe().equals("first")) {
                throw new StepFailure.Terminal("hopeless", "cannot");
            }
            second.incrementAndGet();
            return Outcome.nothing("done");
        });
        DeadLetters deadLetters = new DeadLetters(LedgerFixture.as(Role.CONSOLE));
        await().until(() -> deadLetters.jobs().size() == 1);

        assertThat(deadLetters.skip(deadLetters.jobs().getFirst().job().id(), "ada", "not needed"))
                .isTrue();

        await().until(() -> second.get() == 1);
        assertThat(deadLetters.jobs()).isEmpty();
        assertThat(entries("job.skipped")).containsExactly("ada: not needed");
    }

    /** Who did it and why, of each. */
    private static List<String> entries(String type) throws SQLException {
        return LedgerFixture.rows(row -> row.getString(1), """
                select actor || ': ' || (convert_from(bytes, 'UTF8')::jsonb #>> '{data,customData,fact,reason}') from ledger_entry
                where type like '%' || ? || '%'""", type);
    }

    @Test
    void waitingIsNotAnAttempt() throws SQLException {
        LedgerFixture.enqueue(LedgerFixture.buildJob(LedgerFixture.requestedBuild()));
        AtomicInteger looks = new AtomicInteger();

        workers.start(Pace.BRISK, (job, _) -> {
            assertThat(job.attempt()).isEqualTo(1);
            return looks.incrementAndGet() < 6
                    ? Outcome.later(Duration.ofMillis(5), "the window is closed")
                    : Outcome.nothing("the window opened");
        });

        await().until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 1);
        assertThat(looks).hasValue(6);
    }

    @Test
    void aStoppedServiceGivesItsWorkBackWithTheAttempt() throws SQLException {
        LedgerFixture.enqueue(LedgerFixture.buildJob(LedgerFixture.requestedBuild()));
        CountDownLatch started = new CountDownLatch(1);
        Worker worker = workers.start(Pace.BRISK, (_, _) -> {
            started.countDown();
            new CountDownLatch(1).await();
            return Outcome.nothing("never");
        });
        await().until(() -> started.getCount() == 0);

        worker.stop(Duration.ofSeconds(5));

        assertThat(
                        LedgerFixture.count(
                                "select count(*) from job where state = 'READY' and attempt = 0 and run_at <= clock_timestamp()"))
                .isEqualTo(1);
        assertThat(LedgerFixture.count("select count(*) from lane where running_job is null"))
                .isEqualTo(1);
    }

    @Test
    void aServiceStoppedWhileItReadsFromTheDatabaseGivesItsWorkBackTheSameWay() throws SQLException {
        LedgerFixture.enqueue(LedgerFixture.buildJob(LedgerFixture.requestedBuild()));
        CountDownLatch started = new CountDownLatch(1);
        Database database = LedgerFixture.as(Role.BUILDER);
        Worker worker = workers.start(Pace.BRISK, (_, _) -> {
            started.countDown();
            database.transaction("sleep", c -> Sql.first(c, row -> row.getString(1), "select pg_sleep(15)::text"));
            return Outcome.nothing("never");
        });
        await().until(() -> started.getCount() == 0);

        worker.stop(Duration.ofSeconds(5));

        assertThat(
                        LedgerFixture.count(
                                "select count(*) from job where state = 'READY' and attempt = 0 and run_at <= clock_timestamp()"))
                .isEqualTo(1);
    }

    @Test
    void writesNothingWhenTheMoveHasBecomePointless() throws SQLException {
        BuildId build = LedgerFixture.requestedBuild();
        LedgerFixture.enqueue(
                NewJob.of("lane", "build", Subject.of(build), "first"),
                NewJob.of("lane", "build", Subject.of(build), "second"));

        workers.start(Pace.BRISK, (job, _) -> BuilderLike.failed(job, "by " + job.dedupe()));

        await().until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 2);
        assertThat(LedgerFixture.rows(row -> row.getString("note"), "select note from job where dedupe = 'second'"))
                .containsExactly("obsolete: the build has ended");
        assertThat(LedgerFixture.count("select count(*) from ledger_entry")).isEqualTo(2);
    }
}
