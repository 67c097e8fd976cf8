package dev.slipway.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.deployer.verify.Probe;
import dev.slipway.events.Fact;
import dev.slipway.lifecycle.Deployment.State;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Somebody else stops, kills and starts what was deployed. */
class DriftIT extends Deploying {
    @Test
    void bringsAKilledProxyBackAsItWas() throws Exception {
        knobs.strategy("{canary: [30, 100], step: 8s, bake: 1s}");
        serving("version=1");
        Digest two = knobs.promoted("version=2");
        knobs.awaitState(two, State.SHIFTING);
        await().until(() -> configuration().contains("weight 30"));
        String before = configuration();

        knobs.engine.remove(knobs.names().proxy());

        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> new Probe().ask(knobs.url(), "/ready").good());
        assertThat(configuration()).isEqualTo(before);
        knobs.awaitState(two, State.SUCCEEDED);
    }

    @Test
    void hasTheEngineStartAKilledProxyAgainWithoutADeployer() throws Exception {
        knobs.strategy("{canary: [30, 100], step: 60s}");
        serving("version=1");
        Digest two = knobs.promoted("version=2");
        knobs.awaitState(two, State.SHIFTING);
        await().until(() -> configuration().contains("weight 30"));
        knobs.records.stopWork();
        long pid = Long.parseLong(
                docker("inspect", "--format", "{{.State.Pid}}", knobs.names().proxy())
                        .strip());

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        await().until(() -> ProcessHandle.of(pid).isEmpty());
        try (Callers callers = new Callers(knobs.url(), 2)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> callers.from("1") > 20 && callers.from("2") > 5);
        }
        assertThat(configuration()).contains("weight 30", "weight 70");
    }

    @Test
    void findsDriftOnceAndThatItIsGone() throws Exception {
        Digest one = serving("version=1");
        String container = knobs.names().container(last(one).id());

        knobs.engine.stop(container, Duration.ZERO);
        await().atMost(Knobs.SOON).until(() -> !knobs.ledger.drifts(knobs.place).isEmpty());
        await().during(Duration.ofSeconds(3)).until(() -> true);
        knobs.engine.start(container);
        await().atMost(Knobs.SOON)
                .until(() -> facts(Subject.of(knobs.place), Fact.DriftResolved.class).stream()
                        .anyMatch(fact -> fact.kind().equals("stopped")));

        assertThat(facts(Subject.of(knobs.place), Fact.DriftDetected.class))
                .extracting(Fact.DriftDetected::kind)
                .containsOnlyOnce("stopped");
    }

    @Test
    void startsAStoppedSetAgainWhereDriftIsToBeRepaired() throws Exception {
        knobs.overlay("drift: repair\n");
        Digest one = serving("version=1");

        knobs.engine.stop(knobs.names().container(last(one).id()), Duration.ZERO);

        await().atMost(Knobs.SOON)
                .until(() -> !facts(Subject.of(knobs.place), Fact.DriftDetected.class)
                        .isEmpty());
        await().atMost(Knobs.SOON).until(() -> knobs.ledger.drifts(knobs.place).isEmpty());
        assertThat(new Probe().ask(knobs.url(), "/ready").good()).isTrue();
    }

    private String configuration() throws IOException {
        return Files.readString(
                folder.resolve("state").resolve(knobs.names().proxy()).resolve("haproxy.cfg"));
    }
}
