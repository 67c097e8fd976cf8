package dev.slipway.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.events.Fact;
import dev.slipway.lifecycle.Deployment.State;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whole deployments on this machine's engine, while callers call. */
class RollOutIT extends Deploying {
    @Test
    void givesANewSetTheTrafficStepByStepWithoutAFailedRequest() throws Exception {
        knobs.strategy("{canary: [10, 50, 100], step: 2s, bake: 2s, drain: 5s}");
        Digest one = serving("version=1");
        try (Callers callers = new Callers(knobs.url(), 6)) {
            await().until(() -> callers.from("1") > 20);

            Digest two = serving("version=2");

            await().until(() -> knobs.containers().count() == 1);
            callers.stop();
            System.out.printf("canary: %s of callers' answers, failures %s%n", callers.answers, callers.failures);
            assertThat(callers.failures).isEmpty();
            assertThat(callers.total()).isGreaterThan(500);
            assertThat(callers.from("2")).isPositive();
            assertThat(placement(one)).isEqualTo(Placement.State.SUPERSEDED);
            assertThat(facts(two, Fact.VerificationFinished.class))
                    .extracting(Fact.VerificationFinished::check)
                    .containsExactly(
                            "ready",
                            "critical price list",
                            "container",
                            "10 % of the traffic",
                            "50 % of the traffic",
                            "bake");
            assertThat(facts(two, Fact.VerificationFinished.class))
                    .filteredOn(fact ->
                            fact.check().startsWith("50 %") || fact.check().equals("bake"))
                    .allSatisfy(fact -> assertThat(fact.verdict()).isEqualTo(Verdict.PASS));
        }
    }

    @Test
    void abortsBeforeTrafficAndSaysWhy() throws Exception {
        knobs.strategy("{start: 3s}");
        Digest good = serving("version=1");

        Digest notReady = knobs.promoted("version=2 notready=1");
        knobs.awaitState(notReady, State.ABORTED);
        Digest noPrices = knobs.promoted("version=3 noprices=1");
        knobs.awaitState(noPrices, State.ABORTED);
        Digest ends = knobs.promoted("version=4 notready=1 exit=1");
        knobs.awaitState(ends, State.ABORTED);
        Digest eats = knobs.promoted("version=5 notready=1 eat=1");
        knobs.awaitState(eats, State.ABORTED);

        assertThat(facts(notReady, Fact.DeploymentFailed.class).getFirst().reason())
                .contains("ready: no good answer within 3 s", "GET /ready answered 503", "the container runs");
        assertThat(facts(notReady, Fact.DeploymentFailed.class).getFirst().logTail())
                .contains("version 2 starts");
        assertThat(facts(noPrices, Fact.DeploymentFailed.class).getFirst().reason())
                .contains("critical price list", "GET /prices answered 200", "'EUR' in it", "sold out");
        assertThat(facts(ends, Fact.DeploymentFailed.class).getFirst().reason())
                .contains("container: the container has exited with exit code 7");
        assertThat(facts(eats, Fact.DeploymentFailed.class).getFirst().reason()).contains("out of memory");
        assertThat(knobs.ledger.serving(knobs.place).orElseThrow().digest()).isEqualTo(good);
        assertThat(placement(notReady)).isEqualTo(Placement.State.APPROVED);
    }

    @Test
    void waitsWhileFrozenThenSkipsTheOlderOne() throws Exception {
        freeze();
        Digest older = knobs.promoted("version=1");
        await().until(() -> knobs.state(older).filter(State.QUEUED::equals).isPresent());
        Digest newer = knobs.promoted("version=2");
        await().during(Duration.ofSeconds(1)).until(() -> knobs.containers().count() == 0);

        Subject place = Subject.of(knobs.place);
        knobs.write(
                Role.CONSOLE,
                place,
                tx -> tx.append(place, new Fact.FreezeClosed(knobs.place.app(), knobs.place.environment(), "over")));

        knobs.awaitState(newer, State.SUCCEEDED);
        knobs.awaitState(older, State.SKIPPED);
    }

    @Test
    void stopsWhenAPersonSaysSo() throws Exception {
        Digest good = serving("version=1");
        knobs.strategy("{start: 60s, bake: 60s}");

        Digest early = knobs.promoted("version=2 notready=1");
        knobs.awaitState(early, State.VERIFYING);
        abort(early);
        knobs.awaitState(early, State.ABORTED);
        Digest late = knobs.promoted("version=3");
        knobs.awaitState(late, State.BAKING);
        abort(late);
        knobs.awaitState(late, State.ROLLED_BACK);

        assertThat(facts(late, Fact.ServiceRolledBack.class).getFirst().cause()).contains("ada: changed my mind");
        assertThat(placement(late)).isEqualTo(Placement.State.APPROVED);
        assertThat(knobs.ledger.serving(knobs.place).orElseThrow().digest()).isEqualTo(good);
        await().atMost(Knobs.SOON).until(() -> knobs.containers().count() == 1);
    }

    private void abort(Digest digest) {
        ask(
                digest,
                new Fact.AbortRequested(
                        last(digest).id(), knobs.place.app(), knobs.place.environment(), "changed my mind"));
    }

    @Test
    void doesNotBeginWhatIsVetoed() throws Exception {
        freeze();
        Digest vetoed = knobs.promoted("version=1");
        await().until(() -> knobs.state(vetoed).filter(State.QUEUED::equals).isPresent());
        ask(vetoed, new Fact.ArtifactVetoed("a hole"));

        knobs.awaitState(vetoed, State.CANCELLED);

        assertThat(last(vetoed).failure()).contains("vetoed by ada: a hole");
        assertThat(knobs.containers()).isEmpty();
    }
}
