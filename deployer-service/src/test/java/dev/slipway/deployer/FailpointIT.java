package dev.slipway.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.events.Fact;
import dev.slipway.ledger.TestLedger;
import dev.slipway.lifecycle.Deployment.State;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A deployment goes on after a failure at any of its steps. */
@Isolated("failpoints are of the whole process")
class FailpointIT extends Deploying {
    @AfterEach
    void failNowhere() {
        TestLedger.failNowhere();
    }

    @Test
    void continuesAfterAFailureAtAnyStep() throws Exception {
        serving("version=0");
        try (Callers callers = new Callers(knobs.url(), 2)) {
            int version = 1;
            for (String point : List.of("PULL", "START", "VERIFY", "SHARE", "SWITCH", "BAKE", "STOP_OLD")) {
                TestLedger.failAt("DEPLOY_AFTER_%s@1=throw".formatted(point));
                Digest digest = knobs.promoted("version=%d".formatted(version++));
                knobs.awaitState(digest, State.SUCCEEDED);
                await().atMost(Knobs.SOON).until(() -> knobs.containers().count() == 1);
                TestLedger.failNowhere();
            }
            callers.stop();
            System.out.printf("failpoints: %s answers, failures %s%n", callers.total(), callers.failures);
            assertThat(callers.failures).isEmpty();
        }
    }

    /** Before it was tried again, this ended as {@code ROLLBACK_FAILED} and waited for a person. */
    @Test
    void goesBackOnceTheEngineAnswersAgain() throws Exception {
        try (EngineDoor door = knobs.door()) {
            knobs.strategy("{bake: 30s}");
            Digest good = serving("version=1");
            TestLedger.failAt("DEPLOY_BEFORE_WAY_BACK@1=pause:3000");
            Digest bad = knobs.promoted("version=2 panic=4");
            await().atMost(Knobs.SOON).until(() -> panicked(bad));
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true); // the deployer looks four times a second
            door.shut(2); // the client tries a call twice

            knobs.awaitState(bad, State.ROLLED_BACK);

            assertThat(door.isShut()).isFalse();
            assertThat(facts(Subject.of(knobs.place), Fact.FreezeOpened.class)).isEmpty();
            assertThat(knobs.ledger.serving(knobs.place).orElseThrow().digest()).isEqualTo(good);
        }
    }

    /** As with an engine that was killed: what it ran answers for a moment, and ends when it has come back. */
    @Test
    void goesBackAgainWhenTheOneBeforeEndsOnTheWay() throws Exception {
        knobs.overlay("drift: repair\n");
        knobs.strategy("{bake: 30s}");
        Digest good = serving("version=1");
        DeploymentId before = knobs.ledger.serving(knobs.place).orElseThrow().deployment();
        TestLedger.failAt("DEPLOY_AFTER_WAY_BACK@1=pause:5000");
        Digest bad = knobs.promoted("version=2 panic=4");
        try (Callers callers = new Callers(knobs.url(), 1)) {
            await().atMost(Knobs.SOON).until(() -> panicked(bad));
            long then = callers.from("1");
            await().atMost(Knobs.SOON).until(() -> callers.from("1") > then + 20);
            knobs.engine.stop(knobs.names().container(before), Duration.ZERO);
        }

        knobs.awaitState(bad, State.ROLLED_BACK);

        assertThat(facts(Subject.of(knobs.place), Fact.FreezeOpened.class)).isEmpty();
        assertThat(knobs.ledger.serving(knobs.place).orElseThrow().digest()).isEqualTo(good);
    }

    private boolean panicked(Digest digest) {
        return knobs.ledger.deployments(digest).stream()
                .map(one -> knobs.names().container(one.id()))
                .filter(name -> knobs.engine.inspect(name).isPresent())
                .anyMatch(name -> String.join("\n", knobs.engine.logs(name, 50)).contains("panic:"));
    }
}
