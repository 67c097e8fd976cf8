package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.events.Fact;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that write at the same time: together where that goes well, and none pays for another where it does not. */
class ScribeComponentTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Database database = LedgerFixture.as(Role.BUILDER);
    private final Scribe scribe = new Scribe(database, Role.BUILDER);
    private final CountDownLatch first = new CountDownLatch(1);
    private final List<Writer> writers = new ArrayList<>();

    private record Writer(Thread thread, FutureTask<Void> end) {}

    @BeforeEach
    void start() throws SQLException {
        LedgerFixture.clear();
        scribe.start();
    }

    @AfterEach
    void stop() {
        first.countDown();
        scribe.stop();
    }

    private RunningJob claimed() {
        LedgerFixture.enqueue(LedgerFixture.buildJob(LedgerFixture.requestedBuild()));
        JobQueue.Lease lease = database.transaction("claim", c -> JobQueue.claim(c, Role.BUILDER.wireName(), 1, LEASE))
                .getFirst();
        return new RunningJob(database, scribe, Role.BUILDER, lease, LEASE, () -> {});
    }

    private Writer write(Callable<Void> work) {
        FutureTask<Void> end = new FutureTask<>(work);
        Writer writer = new Writer(Thread.ofPlatform().start(end), end);
        writers.add(writer);
        return writer;
    }

    private Writer finish(RunningJob job, LedgerWork work) {
        return write(() -> {
            job.finish(List.of(job.job().subject()), work);
            return null;
        });
    }

    /** A writer that keeps the scribe busy until {@link #letGo}, so that all who come after it write together. */
    private void busy() throws InterruptedException {
        CountDownLatch writes = new CountDownLatch(1);
        RunningJob job = claimed();
        finish(job, tx -> {
            writes.countDown();
            awaitQuietly(first);
            start(tx, job);
        });
        assertThat(writes.await(10, TimeUnit.SECONDS)).isTrue();
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void letGo() {
        await().until(() -> writers.stream().allMatch(one -> one.thread().getState() == Thread.State.TIMED_WAITING));
        first.countDown();
    }

    private static void start(LedgerTx tx, RunningJob job) {
        BuildId id = BuilderLike.build(job.job());
        Subject subject = Subject.of(id);
        if (tx.build(id).orElseThrow().build() instanceof Build.Requested requested) {
            tx.append(subject, requested.started(), new Fact.BuildStarted(1));
        }
    }

    private static long started() throws SQLException {
        return LedgerFixture.count("select count(*) from ledger_entry where to_state = 'BUILDING'");
    }

    /** How many transactions wrote what has started. */
    private static long transactions() throws SQLException {
        return LedgerFixture.count("select count(distinct xmin::text) from ledger_entry where to_state = 'BUILDING'");
    }

    private static long done() throws SQLException {
        return LedgerFixture.count("select count(*) from job where state = 'DONE'");
    }

    private void allEnd() throws Exception {
        for (Writer writer : writers) {
            writer.end().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatComesWhileOneWritesIsWrittenTogether() throws Exception {
        busy();
        for (int i = 0; i < 3; i++) {
            RunningJob job = claimed();
            finish(job, tx -> start(tx, job));
        }
        RunningJob closed = claimed();
        write(() -> {
            closed.close("nothing to say");
            return null;
        });

        letGo();
        allEnd();

        assertThat(started()).isEqualTo(4);
        assertThat(transactions()).isEqualTo(2);
        assertThat(done()).isEqualTo(5);
        assertThat(LedgerFixture.count("select count(*) from job where note = 'nothing to say'"))
                .isEqualTo(1);
        assertThat(LedgerFixture.count("select count(*) from lane where running_job is not null"))
                .isZero();
    }

    @Test
    void whoFindsItsMovePointlessLeavesNothingAndTakesNothingFromOthers() throws Exception {
        busy();
        RunningJob pointless = claimed();
        Writer refused = finish(pointless, tx -> {
            start(tx, pointless);
            tx.keep(new EvidenceBody("log", "text/plain", new byte[] {1}));
            throw new Obsolete("the build was cancelled");
        });
        RunningJob other = claimed();
        Writer written = finish(other, tx -> start(tx, other));

        letGo();

        assertThatThrownBy(() -> refused.end().get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(Obsolete.class);
        written.end().get(20, TimeUnit.SECONDS);
        assertThat(started()).isEqualTo(2);
        assertThat(LedgerFixture.count("select count(*) from evidence")).isZero();
        assertThat(LedgerFixture.count("select count(*) from job where state = 'RUNNING'"))
                .isEqualTo(1);
    }

    /** Otherwise a subject that nobody wrote about would keep the chain of who was refused. */
    @Test
    void whoIsRefusedLeavesNoNewSubject() throws Exception {
        busy();
        RunningJob pointless = claimed();
        Subject made = Subject.of(new Digest("sha256:" + "a".repeat(64)));
        Writer refused = write(() -> {
            pointless.finish(List.of(pointless.job().subject(), made), _ -> {
                throw new Obsolete("the build was cancelled");
            });
            return null;
        });
        RunningJob other = claimed();
        Writer written = finish(other, tx -> start(tx, other));

        letGo();

        assertThatThrownBy(() -> refused.end().get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(Obsolete.class);
        written.end().get(20, TimeUnit.SECONDS);
        assertThat(started()).isEqualTo(2);
        assertThat(LedgerFixture.count("select count(*) from subject where key = ?", made.key()))
                .isZero();
    }

    @Test
    void whoFailsFailsAlone() throws Exception {
        busy();
        RunningJob broken = claimed();
        Writer failed = finish(broken, tx -> {
            start(tx, broken);
            throw new IllegalArgumentException("a mistake in the stage");
        });
        RunningJob wrong = claimed();
        // the database refuses it: the build is not being built
        Writer refused = finish(
                wrong,
                tx -> tx.append(
                        wrong.job().subject(),
                        new Build.Building(BuilderLike.build(wrong.job())).failed(),
                        new Fact.BuildFinished(Fact.BuildOutcome.FAILED, null, FailureKind.BUILD, "wrong", null)));
        RunningJob other = claimed();
        Writer written = finish(other, tx -> start(tx, other));

        letGo();

        assertThatThrownBy(() -> failed.end().get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> refused.end().get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        written.end().get(20, TimeUnit.SECONDS);
        assertThat(started()).isEqualTo(2);
        assertThat(done()).isEqualTo(2);
    }

    @Test
    void aZombieWritesNothingAmongOthers() throws Exception {
        busy();
        RunningJob zombie = claimed();
        LedgerFixture.tamper("update lane set fence = fence + 1 where running_job = '%s'"
                .formatted(zombie.job().id()));
        AtomicInteger asked = new AtomicInteger();
        Writer refused = finish(zombie, tx -> asked.incrementAndGet());
        RunningJob other = claimed();
        finish(other, tx -> start(tx, other));

        letGo();

        assertThatThrownBy(() -> refused.end().get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(LostLease.class);
        assertThat(zombie.lost()).isTrue();
        assertThat(asked).hasValue(0);
        await().until(() -> started() == 2);
        assertThat(transactions()).isEqualTo(2);
    }

    @Test
    void aZombieWritesNothingBesideItsSuccessor() throws Exception {
        busy();
        RunningJob zombie = claimed();
        LedgerFixture.tamper("update lane set fence = fence + 1 where running_job = '%s'"
                .formatted(zombie.job().id()));
        JobQueue.Lease taken = zombie.lease();
        RunningJob successor = new RunningJob(
                database,
                scribe,
                Role.BUILDER,
                new JobQueue.Lease(taken.job(), taken.fence() + 1, taken.urgent(), taken.cause(), null, taken.chain()),
                LEASE,
                () -> {});
        Writer refused = finish(zombie, tx -> start(tx, zombie));
        Writer goesOn = write(() -> {
            successor.record(List.of(successor.job().subject()), tx -> start(tx, successor));
            return null;
        });

        letGo();

        assertThatThrownBy(() -> refused.end().get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(LostLease.class);
        goesOn.end().get(20, TimeUnit.SECONDS);
        assertThat(started()).isEqualTo(2);
        assertThat(LedgerFixture.count("select count(*) from job where state = 'RUNNING'"))
                .isEqualTo(1);
        assertThat(LedgerFixture.count("select count(*) from lane where running_job is not null"))
                .isEqualTo(1);
    }

    /** Not even a mistake that ends a thread ends the scribe's. */
    @Test
    void whatEndsAThreadEndsOnlyTheOneThatBroughtIt() throws Exception {
        RunningJob broken = claimed();
        Writer failed = finish(broken, tx -> {
            throw new StackOverflowError();
        });
        assertThatThrownBy(() -> failed.end().get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(StackOverflowError.class);
        writers.clear();

        busy();
        for (int i = 0; i < 2; i++) {
            RunningJob job = claimed();
            finish(job, tx -> start(tx, job));
        }
        letGo();
        allEnd();

        assertThat(transactions()).isEqualTo(2);
    }

    @Test
    void aConnectionThatBreaksAmongThemCostsNobodyItsWrite() throws Exception {
        busy();
        for (int i = 0; i < 3; i++) {
            RunningJob job = claimed();
            AtomicInteger runs = new AtomicInteger();
            boolean breaks = i == 1;
            finish(job, tx -> {
                start(tx, job);
                if (breaks && runs.incrementAndGet() == 1) {
                    tx.read("break", c -> Sql.list(c, row -> true, "select pg_terminate_backend(pg_backend_pid())"));
                }
            });
        }

        letGo();
        allEnd();

        assertThat(started()).isEqualTo(4);
        assertThat(transactions()).isEqualTo(4);
        assertThat(done()).isEqualTo(4);
    }

    @Test
    void aCommitThatWasMadeButNotAnsweredIsNotMadeAgain() throws Exception {
        DoubtfulPool pool = new DoubtfulPool(Services.source(LedgerFixture.url(), Role.BUILDER));
        Database doubtful = new Database(pool.source());
        Scribe other = new Scribe(doubtful, Role.BUILDER);
        other.start();
        RunningJob job = new RunningJob(doubtful, other, Role.BUILDER, claimed().lease(), LEASE, () -> {});
        Subject subject = job.job().subject();

        pool.breakOff();
        job.record(List.of(subject), tx -> tx.append(subject, tested(job)));
        pool.breakOff();
        job.finish(List.of(subject), tx -> start(tx, job));
        other.stop();

        assertThat(pool.brokenOff()).isEqualTo(2);
        assertThat(LedgerFixture.count("select count(*) from ledger_entry where type like '%testsuiterun.finished%'"))
                .isEqualTo(1);
        assertThat(started()).isEqualTo(1);
        assertThat(done()).isEqualTo(1);
        assertThat(job.lost()).isFalse();
    }

    /** A fact that moves nothing: no rule of the database would notice it twice. */
    private static Fact tested(RunningJob job) {
        return new Fact.TestSuiteFinished(
                BuilderLike.build(job.job()), "unit", Verdict.PASS, 1, null, null, null, null, null, null, null);
    }

    @Test
    void whoIsStoppedBeforeItsTurnWritesNothing() throws Exception {
        busy();
        RunningJob stopped = claimed();
        Writer gone = finish(stopped, tx -> start(tx, stopped));
        await().until(() -> gone.thread().getState() == Thread.State.TIMED_WAITING);
        gone.thread().interrupt();

        assertThatThrownBy(() -> gone.end().get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        first.countDown();
        await().until(() -> done() == 1);
        assertThat(started()).isEqualTo(1);
    }

    @Test
    void whoIsStoppedWhileItsTurnLastsHearsHowItEnded() throws Exception {
        busy();
        Writer writing = writers.getFirst();
        writing.thread().interrupt();
        Thread.sleep(100);
        first.countDown();

        writing.end().get(20, TimeUnit.SECONDS);
        assertThat(started()).isEqualTo(1);
        assertThat(done()).isEqualTo(1);
    }

    @Test
    void whoWaitsTooLongWritesByItself() throws Exception {
        busy();
        RunningJob impatient = claimed();
        Writer writer = finish(impatient, tx -> start(tx, impatient));

        // the first holds the scribe for longer than anybody waits
        writer.end().get(20, TimeUnit.SECONDS);
        assertThat(started()).isGreaterThanOrEqualTo(1);
        first.countDown();
        allEnd();
        assertThat(started()).isEqualTo(2);
        assertThat(done()).isEqualTo(2);
    }
}
