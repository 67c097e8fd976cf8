package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.ledger.LedgerFixture.Pace;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts reach a stage in any order, those of one subject and those that follow from another's: the work is the same. */
class OutOfOrderComponentTest {
    private static final int ALL_AT_ONCE = 1_000;

    private List<IncomingRecord> facts;

    /** A look is asked for by whichever fact comes first; every other job is the same by its key. */
    private static List<String> jobs() throws SQLException {
        return LedgerFixture.rows(row -> row.getString(1), """
                select concat_ws(' ', stage, lane, kind, subject_key, case when kind <> 'decide' then dedupe end)
                from job order by 1""");
    }

    @BeforeEach
    void tell() throws SQLException {
        LedgerFixture.clear();
        Story.tell();
        facts = LedgerFixture.published();
    }

    private List<String> inOrder() throws Exception {
        for (Listener stage : Listener.ALL) {
            stage.take(facts, ALL_AT_ONCE);
        }
        List<String> jobs = jobs();
        LedgerFixture.tamper("truncate job, lane, seen");
        return jobs;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, ALL_AT_ONCE})
    void factsThatComeBackwardsAskForTheSameJobsOnce(int atOnce) throws Exception {
        List<String> inOrder = inOrder();

        for (Listener stage : Listener.ALL) {
            stage.take(facts.reversed(), atOnce);
        }

        assertThat(jobs()).hasSizeGreaterThan(12).isEqualTo(inOrder);
        assertAllAreDoneAtOnce();
    }

    /** What was late comes after a later one of its subject is done with, and once more in its order. */
    @Test
    void aFactThatComesAfterThoseThatFollowFromItIsTakenInAllTheSame() throws Exception {
        List<String> inOrder = inOrder();
        int middle = facts.size() / 2;

        for (List<IncomingRecord> part : List.of(facts.subList(middle, facts.size()), facts.subList(0, middle))) {
            for (Listener stage : Listener.ALL) {
                stage.take(part, ALL_AT_ONCE);
            }
            assertAllAreDoneAtOnce();
        }
        for (Listener stage : Listener.ALL) {
            stage.take(facts, ALL_AT_ONCE);
        }

        assertThat(jobs().stream().distinct()).containsExactlyElementsOf(inOrder);
        assertThat(withoutLooks(jobs())).isEqualTo(withoutLooks(inOrder));
    }

    /** Who looked before the late fact came looks again. */
    private static List<String> withoutLooks(List<String> jobs) {
        return jobs.stream().filter(job -> !job.contains(" decide ")).toList();
    }

    private static void assertAllAreDoneAtOnce() throws SQLException {
        List<Worker> workers = Listener.ALL.stream()
                .map(stage -> new Worker(LedgerFixture.as(stage.role()), stage, Pace.BRISK))
                .toList();
        workers.forEach(Worker::start);
        try {
            await().until(() -> LedgerFixture.count("select count(*) from job where state <> 'DONE'") == 0);
        } finally {
            workers.forEach(worker -> worker.stop(Duration.ofSeconds(5)));
        }
        assertThat(LedgerFixture.count("select count(*) from job where attempt <> 1"))
                .isZero();
        assertThat(LedgerFixture.count("select count(*) from lane where running_job is not null"))
                .isZero();
        assertThat(LedgerFixture.count("select count(*) from quarantine")).isZero();
    }
}
