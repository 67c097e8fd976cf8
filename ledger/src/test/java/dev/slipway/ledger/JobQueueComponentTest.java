package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.events.RequestReader;
import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In which order jobs are taken, and which need not be there. */
class JobQueueComponentTest {
    private final Workers workers = new Workers();

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    /** Every lane there ever was stays: a claim must not read them all. */
    @Test
    void looksForWorkAmongReadyLanesOnly() throws SQLException {
        LedgerFixture.tamper("insert into lane (stage, name, next_at) select 'builder', n::text, 'infinity'"
                + " from generate_series(1, 20000) as n");
        LedgerFixture.tamper("analyze lane");

        List<String> plan = LedgerFixture.as(Role.BUILDER)
                .transaction(
                        "explain a claim",
                        c -> Sql.list(
                                c,
                                row -> row.getString(1),
                                "explain " + JobQueue.READY_LANES,
                                Role.BUILDER.wireName(),
                                0,
                                4));

        assertThat(String.join("\n", plan))
                .contains("lane_ready", "Index Cond", "next_at <= statement_timestamp()")
                .doesNotContain("Seq Scan");
    }

    @Test
    void startsAnUrgentBuildThoughAThousandWaitAndEverySlotIsTaken() throws SQLException {
        Requests requests = new Requests(LedgerFixture.as(Role.CONSOLE));
        List<BuildId> routine = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            routine.add(LedgerFixture.requestedBuild());
        }
        LedgerFixture.enqueue(routine.stream().map(LedgerFixture::buildJob).toArray(NewJob[]::new));
        ConcurrentLinkedQueue<String> started = new ConcurrentLinkedQueue<>();
        CountDownLatch end = new CountDownLatch(1);
        workers.start(Pace.BRISK, (job, _) -> {
            started.add(job.subject().key());
            end.await();
            return Outcome.nothing("done");
        });
        await().until(() -> started.size() == Pace.BRISK.slots());
        try {
            BuildId urgent = ((Requests.Answer.Accepted)
                            requests.accept(LedgerFixture.urgentRequest("now"), Role.CONSOLE, "ada"))
                    .build();
            LedgerFixture.enqueue(LedgerFixture.buildJob(urgent));

            await().atMost(Duration.ofSeconds(5)).until(() -> started.contains(urgent.toString()));
            assertThat(started).hasSize(Pace.BRISK.slots() + 1);
        } finally {
            end.countDown();
        }
    }

    @Test
    void aBuildThatWaitsBecomesUrgentWhenItIsAskedForAgain() throws SQLException {
        Requests requests = new Requests(LedgerFixture.as(Role.CONSOLE));
        BuildId first = LedgerFixture.requestedBuild();
        RequestReader.Received again = LedgerFixture.urgentRequest("again");
        BuildId second = ((Requests.Answer.Accepted) requests.accept(
                        LedgerFixture.request("routine", again.request().commit(), false), Role.CONSOLE, "ada"))
                .build();
        LedgerFixture.enqueue(LedgerFixture.buildJob(first), LedgerFixture.buildJob(second));

        assertThat(requests.accept(again, Role.CONSOLE, "ada")).isEqualTo(new Requests.Answer.Existing(second));
        requests.accept(LedgerFixture.urgentRequest("once more", again.request().commit()), Role.CONSOLE, "ada");

        ConcurrentLinkedQueue<String> started = new ConcurrentLinkedQueue<>();
        workers.start(
                new Pace(Duration.ofSeconds(5), 1, 3, Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(20)),
                (job, _) -> {
                    started.add(job.subject().key());
                    return Outcome.nothing("done");
                });
        await().until(() -> started.size() == 2);
        assertThat(started).containsExactly(second.toString(), first.toString());
        assertThat(LedgerFixture.count("select count(*) from ledger_entry where subject_key = ?", second.toString()))
                .as("one for each request")
                .isEqualTo(3);
    }

    @Test
    void letsAnUrgentJobPassOneThatWaits() throws SQLException {
        BuildId build = LedgerFixture.requestedBuild();
        ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
        LedgerFixture.enqueue(NewJob.of("lane", "build", Subject.of(build), "routine"));
        workers.start(Pace.BRISK, (job, _) -> {
            done.add(job.dedupe());
            return job.dedupe().equals("routine") && done.size() < 3
                    ? Outcome.later(Duration.ofMinutes(done.size() == 1 ? 10 : 0), "a window")
                    : Outcome.nothing("done");
        });
        await().until(() -> done.size() == 1);

        LedgerFixture.enqueue(
                NewJob.of("lane", "build", Subject.of(build), "urgent").urgent());

        await().until(() -> done.size() == 2);
        assertThat(done).containsExactly("routine", "urgent");
        assertThat(LedgerFixture.count("select count(*) from job where state = 'READY' and dedupe = 'routine'"))
                .isOne();
    }

    @Test
    void oneLookAnswersAllThatAskedBeforeItBegan() throws Exception {
        Subject build = Subject.of(LedgerFixture.requestedBuild());
        Subject other = Subject.of(LedgerFixture.requestedBuild());
        LedgerFixture.enqueue(NewJob.look("lane", "look", build, "1"), NewJob.look("lane", "look", build, "2"));
        LedgerFixture.enqueue(
                NewJob.look("lane", "look", build, "3"),
                NewJob.look("lane", "look", other, "4"),
                NewJob.look("lane", "another", build, "5"),
                NewJob.of("lane", "look", build, "6"));
        assertThat(LedgerFixture.rows(row -> row.getString(1), "select dedupe from job order by ord"))
                .containsExactly("1", "4", "5", "6");

        LedgerFixture.clear();
        LedgerFixture.enqueue(NewJob.look("lane", "look", build, "1"));
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
        workers.start(Pace.BRISK, (job, _) -> {
            began.countDown();
            goOn.await();
            done.add(job.dedupe());
            return Outcome.nothing("looked");
        });
        began.await();
        LedgerFixture.enqueue(NewJob.look("lane", "look", build, "2"));
        LedgerFixture.enqueue(NewJob.look("lane", "look", build, "3"));
        goOn.countDown();

        await().until(() -> LedgerFixture.count("select count(*) from job where state <> 'DONE'") == 0);
        assertThat(done).containsExactly("1", "2");
    }

    @Test
    void doesTheJobsOfALaneInTheirOrder() throws SQLException {
        BuildId build = LedgerFixture.requestedBuild();
        ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 20; i++) {
            LedgerFixture.enqueue(NewJob.of("lane", "build", Subject.of(build), "job-" + i));
        }

        workers.start(Pace.BRISK, (job, _) -> {
            done.add(job.dedupe());
            return Outcome.nothing("done");
        });

        await().until(() -> done.size() == 20);
        assertThat(done)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "job-" + i).toList());
    }

    /** Long pauses between two looks, so that only a bell explains the haste. */
    @Test
    void theNextJobOfALaneAndOneThatFoundNoSlotStartWhenTheOneBeforeEnds() throws SQLException {
        BuildId one = LedgerFixture.requestedBuild();
        BuildId other = LedgerFixture.requestedBuild();
        LedgerFixture.enqueue(
                NewJob.of("a", "build", Subject.of(one), "first"),
                NewJob.of("a", "build", Subject.of(one), "second"),
                NewJob.of("b", "build", Subject.of(other), "third"));
        ConcurrentLinkedQueue<String> started = new ConcurrentLinkedQueue<>();
        Pace oneSlot =
                new Pace(Duration.ofSeconds(30), 1, 3, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

        workers.start(oneSlot, (job, _) -> {
            started.add(job.dedupe());
            return Outcome.nothing("done");
        });

        await().atMost(Duration.ofSeconds(5)).until(() -> started.size() == 3);
    }
}
