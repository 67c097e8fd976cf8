package dev.slipway.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.deployer.verify.Probe;
import dev.slipway.events.Fact;
import dev.slipway.lifecycle.Deployment.State;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import dev.slipway.stack.Ports;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was good serves again, whatever made it go. */
class WayBackIT extends Deploying {
    @Test
    void goesBackByWeightsWhenCallersGetErrors() throws Exception {
        knobs.strategy("{canary: [30, 100], step: 15s, bake: 2s, errors: {percent: 5, requests: 20}}");
        Digest good = serving("version=1");
        try (Callers callers = new Callers(knobs.url(), 6)) {
            Digest bad = knobs.promoted("version=2 errors=60");
            knobs.awaitState(bad, State.ROLLED_BACK);
            int failed = callers.failures.size();
            int before = callers.from("1");
            await().until(() -> callers.from("1") > before + 100);
            callers.stop();

            Fact.ServiceRolledBack back =
                    facts(bad, Fact.ServiceRolledBack.class).getFirst();
            System.out.println("way back: " + back.cause());
            assertThat(back.to()).isEqualTo(good);
            assertThat(back.cause()).contains("30 % of the traffic", "requests failed", "all traffic again after");
            String millis = back.cause().replaceAll("(?s).*again after (\\d+) ms.*", "$1");
            assertThat(Integer.parseInt(millis)).isLessThan(1_000);
            assertThat(callers.failures.size() - failed).isLessThanOrEqualTo(6); // those under way
            assertThat(callers.failures).isNotEmpty().allMatch(failure -> failure.startsWith("500"));
            assertThat(placement(bad)).isEqualTo(Placement.State.REVOKED);
            assertThat(placement(good)).isEqualTo(Placement.State.APPROVED);
            assertThat(knobs.ledger.serving(knobs.place).orElseThrow().digest()).isEqualTo(good);
        }
    }

    @Test
    void goesBackWhenALineOfTheLogIsFatalDuringTheBake() throws Exception {
        knobs.strategy("{bake: 30s}");
        serving("version=1");
        try (Callers callers = new Callers(knobs.url(), 4)) {
            Digest bad = knobs.promoted("version=2 panic=4");
            knobs.awaitState(bad, State.ROLLED_BACK);
            await().until(() -> knobs.containers().count() == 1);
            callers.stop();

            assertThat(callers.failures).isEmpty();
            assertThat(callers.from("2")).isPositive();
            assertThat(facts(bad, Fact.ServiceRolledBack.class).getFirst().cause())
                    .contains("log: a line with 'panic:': panic: the knob was turned");
        }
    }

    @Test
    void comesBackToWhatWasGoodWhenAPersonAsksWithTheConfigurationItHad() throws Exception {
        knobs.overlay("variables: {COLOUR: red}\n");
        Digest one = serving("version=1");
        String configuration = last(one).configurationSha256();
        knobs.overlay("variables: {COLOUR: blue}\n");
        Digest two = serving("version=2");
        freeze();

        askToGoBack(one);

        await().atMost(Knobs.SOON)
                .until(() ->
                        knobs.ledger.deployments(one).size() == 2 && last(one).state() == State.SUCCEEDED);
        assertThat(last(one).configurationSha256()).isEqualTo(configuration);
        assertThat(placement(one)).isEqualTo(Placement.State.APPROVED);
        assertThat(placement(two)).isEqualTo(Placement.State.REVOKED);
        assertThat(facts(one, Fact.PromotionRestored.class)).hasSize(1);
        assertThat(facts(one, Fact.ServiceRolledBack.class)).singleElement().satisfies(fact -> {
            assertThat(fact.from()).isEqualTo(two);
            assertThat(fact.cause()).isEqualTo("ada asked: prices wrong");
        });
        assertThat(new Probe().ask(knobs.url(), "/ready").good()).isTrue();
    }

    private void askToGoBack(Digest digest) {
        ask(
                digest,
                new Fact.DeploymentRequested(
                        knobs.place.app(), knobs.place.environment(), Fact.DeploymentCause.ROLL_BACK, "prices wrong"));
    }

    @Test
    void freezesWhenTheWayBackFailsAndKeepsWhatAnswers() throws Exception {
        knobs.strategy("{bake: 20s}");
        Digest good = serving("version=1");
        Digest bad = knobs.promoted("version=2 panic=6");
        knobs.awaitState(bad, State.BAKING);
        knobs.engine.stop(knobs.names().container(last(good).id()), Duration.ZERO);

        knobs.awaitState(bad, State.ROLLBACK_FAILED);

        assertThat(facts(Subject.of(knobs.place), Fact.FreezeOpened.class))
                .singleElement()
                .satisfies(freeze -> assertThat(freeze.reason()).contains("a roll back failed", "does not run"));
        assertThat(new Probe().ask(knobs.url(), "/ready").good()).isTrue();
        Digest next = knobs.promoted("version=3");
        await().during(Duration.ofSeconds(2))
                .atMost(Knobs.SOON)
                .until(() -> knobs.state(next).filter(State.QUEUED::equals).isPresent());
    }

    @Test
    void startsWhatWasGoodAgainWhereItHasEndedAndRepairsAreAllowed() throws Exception {
        knobs.overlay("drift: repair\n");
        knobs.strategy("{bake: 20s}");
        Digest good = serving("version=1");
        Digest bad = knobs.promoted("version=2 panic=6");
        knobs.awaitState(bad, State.BAKING);
        knobs.engine.stop(knobs.names().container(last(good).id()), Duration.ZERO);

        knobs.awaitState(bad, State.ROLLED_BACK);

        assertThat(facts(Subject.of(knobs.place), Fact.FreezeOpened.class)).isEmpty();
        try (Callers callers = new Callers(knobs.url(), 1)) {
            await().atMost(Knobs.SOON).until(() -> callers.from("1") > 5);
        }
    }

    @Test
    void startsWhatWasGoodAnewWhereItRunsAndDoesNotAnswer() throws Exception {
        knobs.overlay("drift: repair\n");
        knobs.strategy("{bake: 20s}");
        serving("version=1");
        assertThat(new Probe().ask(knobs.url(), "/deaf").good()).isTrue();
        Digest bad = knobs.promoted("version=2 panic=6");

        knobs.awaitState(bad, State.ROLLED_BACK);

        assertThat(facts(Subject.of(knobs.place), Fact.FreezeOpened.class)).isEmpty();
        try (Callers callers = new Callers(knobs.url(), 1)) {
            await().atMost(Knobs.SOON).until(() -> callers.from("1") > 5);
        }
    }

    @Test
    void deploysAgainWithAnotherConfigurationAndComesBackToTheOneBefore() throws Exception {
        Digest one = serving("version=1");
        String before = last(one).configurationSha256();
        knobs.overlay("variables: {KNOBS: version=blue}\n");
        askToDeploy(one);
        await().atMost(Knobs.SOON)
                .until(() ->
                        knobs.ledger.deployments(one).size() == 2 && last(one).state() == State.SUCCEEDED);
        assertThat(last(one).configurationSha256()).isNotEqualTo(before);
        assertThat(last(one).cause()).isEqualTo("ada asked: configuration");
        String good = last(one).configurationSha256();

        int elsewhere = Ports.free();
        knobs.overlay("listen: 127.0.0.1:%d\nvariables: {KNOBS: version=red panic=3}\nstrategy: {bake: 20s}\n"
                .formatted(elsewhere));
        askToDeploy(one);
        await().atMost(Knobs.SOON)
                .until(() ->
                        knobs.ledger.deployments(one).size() == 3 && last(one).state() == State.ROLLED_BACK);

        assertThat(placement(one)).isEqualTo(Placement.State.APPROVED);
        var serving = knobs.ledger.serving(knobs.place).orElseThrow();
        assertThat(knobs.ledger.deployment(serving.deployment()).orElseThrow().configurationSha256())
                .isEqualTo(good);
        try (Callers callers = new Callers(knobs.url(), 1)) {
            await().atMost(Knobs.SOON).until(() -> callers.from("blue") > 5);
        }
    }

    private void askToDeploy(Digest digest) {
        ask(
                digest,
                new Fact.DeploymentRequested(
                        knobs.place.app(), knobs.place.environment(), Fact.DeploymentCause.DEPLOY, "configuration"));
    }
}
