package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the command line finds wrong, and what it says is to be done. */
class DoctorCommandTest {
    @RegisterExtension
    final StandInConsole console = new StandInConsole();

    private static String backlog(int ready, int oldest, int outbox) {
        return """
                {"stages":[{"stage":"builder","ready":%d,"retry":0,"paused":0,"running":0,"oldestReadySeconds":%d,"timerOverdueSeconds":0}],
                "outboxRows":%d,"outboxOldestSeconds":%d,"outboxParkedRows":0}""".formatted(ready, oldest, outbox, outbox);
    }

    @Test
    void findsNothingWrongWhereAllIsWell() {
        console.answers(backlog(1, 2, 0), "{\"pipelines\":[]}", "{\"jobs\":[],\"quarantine\":[]}");

        assertThat(console.run("doctor")).isZero();

        assertThat(console.out())
                .doesNotContain("LOOK")
                .contains("1 ready", "every event is sent", "nothing waits for a person");
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() {
        console.answers(
                backlog(5, 300, 90),
                SlipwayTest.DRIFT.formatted("ROLLBACK_FAILED"),
                "{\"jobs\":[{}],\"quarantine\":[{},{}]}");

        assertThat(console.run("doctor")).isEqualTo(Exit.NEEDS_A_PERSON);

        assertThat(console.out())
                .contains("LOOK builder", "nobody takes its work", "LOOK outbox", "whether the broker answers")
                .contains("drift: it does not run", "no way back", "slipway unfreeze shop/prod")
                .contains("1 dead jobs, 2 records", "redrive or skip");
    }
}
