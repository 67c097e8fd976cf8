package dev.slipway.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.ledger.TestLedger;
import dev.slipway.lifecycle.Deployment.State;
import dev.slipway.lifecycle.Digest;
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
}
