package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a worker takes a further job, and what becomes of one that has given its slot back. */
class SlotsComponentTest {
    private final Workers workers = new Workers();

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    /** Not by looking again after a while: with a slot that nobody takes again the rest would wait for an hour. */
    @Test
    void takesASlotAgainAsSoonAsItIsFree() throws SQLException {
        BuildId build = LedgerFixture.requestedBuild();
        for (int i = 0; i < 400; i++) {
            LedgerFixture.enqueue(NewJob.of("lane-" + i, "build", Subject.of(build), "job-" + i));
        }
        AtomicInteger started = new AtomicInteger();

        workers.start(Pace.BRISK.withPoll(Duration.ofHours(1)), (_, _) -> {
            LockSupport.parkNanos(started.getAndIncrement() % 4 * 1_000_000L);
            return Outcome.nothing("done");
        });

        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 400);
    }

    /** Each would otherwise wait for the next look: ten seconds for all of them. */
    @Test
    void urgentJobsBehindOneAnotherGoOnWithoutAPause() throws SQLException {
        Subject build = Subject.of(LedgerFixture.requestedBuild());
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger routine = new AtomicInteger();
        AtomicInteger urgent = new AtomicInteger();
        LedgerFixture.enqueue(NewJob.of("long 1", "build", build, "1"), NewJob.of("long 2", "build", build, "2"));
        workers.start(Pace.BRISK.withSlots(2).withPoll(Duration.ofSeconds(2)), (job, _) -> {
            if (job.lane().startsWith("long")) {
                routine.incrementAndGet();
                over.await();
            } else {
                urgent.incrementAndGet();
            }
            return Outcome.nothing("done");
        });
        await().until(() -> routine.get() == 2);
        for (int i = 0; i < 6; i++) {
            LedgerFixture.enqueue(NewJob.of("hurry", "build", build, "job-" + i).urgent());
        }
        await().until(() -> urgent.get() >= 1);

        await().atMost(3, TimeUnit.SECONDS).until(() -> urgent.get() == 6);

        over.countDown();
    }

    /** Jobs in lanes of their own, whose end is not written before {@code written} is open; gives back how many have begun. */
    private AtomicInteger begunWhileNoEndIsWritten(LedgerConfig config, int jobs, CountDownLatch written)
            throws SQLException {
        Subject build = Subject.of(LedgerFixture.requestedBuild());
        for (int i = 0; i < jobs; i++) {
            LedgerFixture.enqueue(NewJob.of("lane-" + i, "build", build, "job-" + i));
        }
        AtomicInteger begun = new AtomicInteger();
        workers.start(config, (_, _) -> {
            begun.incrementAndGet();
            return Outcome.finish(build, _ -> ScribeComponentTest.awaitQuietly(written));
        });
        return begun;
    }

    @Test
    void aJobThatOnlyWaitsForItsEndToBeWrittenHoldsNoSlot() throws SQLException {
        CountDownLatch written = new CountDownLatch(1);
        AtomicInteger begun = begunWhileNoEndIsWritten(Pace.BRISK.withSlots(2), 4, written);

        await().until(() -> begun.get() == 4);

        assertThat(LedgerFixture.count("select count(*) from job where state = 'RUNNING'"))
                .isEqualTo(4);
        written.countDown();
        await().until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 4);
    }

    @Test
    void workThatIsDoneIsWrittenAlsoWhenTheServiceIsAskedToStop() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        AtomicInteger begun = begunWhileNoEndIsWritten(Pace.BRISK.withSlots(2), 4, written);
        await().until(() -> begun.get() == 4);

        Thread stopping = Thread.ofVirtual().start(workers::close);
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        written.countDown();
        stopping.join();

        assertThat(LedgerFixture.count("select count(*) from job where state = 'DONE'"))
                .isEqualTo(4);
    }

    @Test
    void workThatIsDoneIsWrittenThoughSomebodyWantsItToStop() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        AtomicInteger begun = begunWhileNoEndIsWritten(Pace.BRISK.withSlots(2), 4, written);
        await().until(() -> begun.get() == 4);

        askAllToStop();
        Thread.sleep(3 * Worker.STOP_MILLIS); // it has looked for such wishes
        written.countDown();

        await().until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 4);
        assertThat(begun).hasValue(4);
        assertThat(LedgerFixture.count("select sum(attempt) from job")).isEqualTo(4);
    }

    private static void askAllToStop() throws SQLException {
        for (String id : LedgerFixture.rows(row -> row.getString("id"), "select id from job")) {
            LedgerFixture.as(Role.CONSOLE).transaction("ask a job to stop", c -> {
                StopRequests.ask(c, id, "a mistake", "ada", Instant.now());
                return id;
            });
        }
    }

    /** Each of them has in memory what it is going to write. */
    @Test
    void noMoreThanTheSlotsAgainWaitForTheirEndToBeWritten() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        AtomicInteger begun = begunWhileNoEndIsWritten(Pace.BRISK.withSlots(2), 20, written);
        await().until(() -> begun.get() == 4);

        Thread.sleep(Pace.BRISK.poll().toMillis() * 3);

        assertThat(begun).hasValue(4);
        written.countDown();
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> LedgerFixture.count("select count(*) from job where state = 'DONE'") == 20);
    }
}
