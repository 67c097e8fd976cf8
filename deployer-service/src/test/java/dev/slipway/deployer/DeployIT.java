package dev.slipway.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.deployer.verify.Probe;
import dev.slipway.engine.ContainerState;
import dev.slipway.events.Fact;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.TestLedger;
import dev.slipway.lifecycle.Deployment.State;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.stack.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole deployments on this machine's engine, while callers call. */
class DeployIT {
    static {
        System.setProperty("org.jboss.logging.provider", "jdk"); // where a test can listen
    }

    @TempDir
    Path folder;

    private Knobs knobs;

    @BeforeEach
    void open() throws Exception {
        knobs = Knobs.open(folder);
    }

    @AfterEach
    void close() throws IOException {
        TestLedger.failNowhere();
        if (knobs != null) {
            knobs.close();
        }
    }

    private Digest serving(String config) throws IOException {
        Digest digest = knobs.promoted(config);
        knobs.awaitState(digest, State.SUCCEEDED);
        return digest;
    }

    private Placement.State placement(Digest digest) {
        return knobs.ledger
                .placement(new Placement.Id(Knobs.PLACE, digest))
                .orElseThrow()
                .state();
    }

    private <T extends Fact> List<T> facts(Subject subject, Class<T> type) {
        return knobs.ledger.events(subject).stream()
                .map(event -> event.fact())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private <T extends Fact> List<T> facts(Digest digest, Class<T> type) {
        return facts(Subject.of(digest), type);
    }

    private void ask(Digest digest, Fact fact) {
        Subject subject = Subject.of(digest);
        knobs.write(Role.CONSOLE, subject, tx -> tx.append(subject, fact));
    }

    private void askToGoBack(Digest digest) {
        ask(
                digest,
                new Fact.DeploymentRequested(
                        Knobs.PLACE.app(), Knobs.PLACE.environment(), Fact.DeploymentCause.ROLL_BACK, "prices wrong"));
    }

    private DeploymentView last(Digest digest) {
        return knobs.ledger.deployments(digest).getLast();
    }

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
            assertThat(knobs.ledger.serving(Knobs.PLACE).orElseThrow().digest()).isEqualTo(good);
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
        assertThat(knobs.ledger.serving(Knobs.PLACE).orElseThrow().digest()).isEqualTo(good);
        assertThat(placement(notReady)).isEqualTo(Placement.State.APPROVED);
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

    private void freeze() {
        Subject place = Subject.of(Knobs.PLACE);
        knobs.write(
                Role.CONSOLE,
                place,
                tx -> tx.append(
                        place, new Fact.FreezeOpened(Knobs.PLACE.app(), Knobs.PLACE.environment(), "holidays", null)));
    }

    @Test
    void waitsWhileFrozenThenSkipsTheOlderOne() throws Exception {
        freeze();
        Digest older = knobs.promoted("version=1");
        await().until(() -> knobs.state(older).filter(State.QUEUED::equals).isPresent());
        Digest newer = knobs.promoted("version=2");
        await().during(Duration.ofSeconds(1)).until(() -> knobs.containers().count() == 0);

        Subject place = Subject.of(Knobs.PLACE);
        knobs.write(
                Role.CONSOLE,
                place,
                tx -> tx.append(place, new Fact.FreezeClosed(Knobs.PLACE.app(), Knobs.PLACE.environment(), "over")));

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
        assertThat(knobs.ledger.serving(Knobs.PLACE).orElseThrow().digest()).isEqualTo(good);
        await().atMost(Knobs.SOON).until(() -> knobs.containers().count() == 1);
    }

    private void abort(Digest digest) {
        ask(
                digest,
                new Fact.AbortRequested(
                        last(digest).id(), Knobs.PLACE.app(), Knobs.PLACE.environment(), "changed my mind"));
    }

    @Test
    void freezesWhenTheWayBackFailsAndKeepsWhatAnswers() throws Exception {
        knobs.strategy("{bake: 20s}");
        Digest good = serving("version=1");
        Digest bad = knobs.promoted("version=2 panic=6");
        knobs.awaitState(bad, State.BAKING);
        knobs.engine.stop(knobs.names().container(last(good).id()), Duration.ZERO);

        knobs.awaitState(bad, State.ROLLBACK_FAILED);

        assertThat(facts(Subject.of(Knobs.PLACE), Fact.FreezeOpened.class))
                .singleElement()
                .satisfies(freeze -> assertThat(freeze.reason()).contains("a roll back failed", "does not run"));
        assertThat(new Probe().ask(knobs.url(), "/ready").good()).isTrue();
        Digest next = knobs.promoted("version=3");
        await().during(Duration.ofSeconds(2))
                .atMost(Knobs.SOON)
                .until(() -> knobs.state(next).filter(State.QUEUED::equals).isPresent());
    }

    @Test
    void bringsAKilledProxyBackAsItWas() throws Exception {
        knobs.strategy("{canary: [30, 100], step: 8s, bake: 1s}");
        serving("version=1");
        Digest two = knobs.promoted("version=2");
        knobs.awaitState(two, State.SHIFTING);
        await().until(() -> configuration().contains("weight 30"));
        String before = configuration();

        knobs.engine.remove(knobs.names().proxy());

        await().atMost(Duration.ofSeconds(5))
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
            await().atMost(Duration.ofSeconds(10)).until(() -> callers.from("1") > 20 && callers.from("2") > 5);
        }
        assertThat(configuration()).contains("weight 30", "weight 70");
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
        var serving = knobs.ledger.serving(Knobs.PLACE).orElseThrow();
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
                        Knobs.PLACE.app(), Knobs.PLACE.environment(), Fact.DeploymentCause.DEPLOY, "configuration"));
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

    private String configuration() throws IOException {
        return Files.readString(
                folder.resolve("state").resolve(knobs.names().proxy()).resolve("haproxy.cfg"));
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

    @Test
    void findsDriftOnceAndThatItIsGone() throws Exception {
        Digest one = serving("version=1");
        String container = knobs.names().container(last(one).id());

        knobs.engine.stop(container, Duration.ZERO);
        await().atMost(Knobs.SOON).until(() -> !knobs.ledger.drifts(Knobs.PLACE).isEmpty());
        await().during(Duration.ofSeconds(3)).until(() -> true);
        knobs.engine.start(container);
        await().atMost(Knobs.SOON)
                .until(() -> facts(Subject.of(Knobs.PLACE), Fact.DriftResolved.class).stream()
                        .anyMatch(fact -> fact.kind().equals("stopped")));

        assertThat(facts(Subject.of(Knobs.PLACE), Fact.DriftDetected.class))
                .extracting(Fact.DriftDetected::kind)
                .containsOnlyOnce("stopped");
    }

    @Test
    void startsAStoppedSetAgainWhereDriftIsToBeRepaired() throws Exception {
        knobs.overlay("drift: repair\n");
        Digest one = serving("version=1");

        knobs.engine.stop(knobs.names().container(last(one).id()), Duration.ZERO);

        await().atMost(Knobs.SOON)
                .until(() -> !facts(Subject.of(Knobs.PLACE), Fact.DriftDetected.class)
                        .isEmpty());
        await().atMost(Knobs.SOON).until(() -> knobs.ledger.drifts(Knobs.PLACE).isEmpty());
        assertThat(new Probe().ask(knobs.url(), "/ready").good()).isTrue();
    }

    @Test
    void keepsASecretToTheContainer() throws Exception {
        String value = "planted-%s".formatted("0b4d7a1c9e");
        Queue<String> log = logged();
        Path secret = Files.writeString(folder.resolve("secret-source"), value + "\n");
        knobs.overlay("secrets: {db-password: file:%s}\n".formatted(secret));

        Digest leaky = serving("version=1 leak=1");
        ContainerState state =
                knobs.engine.inspect(knobs.names().container(last(leaky).id())).orElseThrow();
        assertThat(knobs.engine.logs(state.id(), 10)).contains("db-password is " + value);
        Digest dies = knobs.promoted("version=2 leak=1 notready=1 exit=2");
        knobs.awaitState(dies, State.ABORTED);

        assertThat(facts(dies, Fact.DeploymentFailed.class).getFirst().logTail())
                .contains("db-password is [secret]");
        String dump = knobs.records.dump();
        Files.delete(secret);
        Digest cannot = knobs.promoted("version=3");
        knobs.awaitState(cannot, State.ABORTED);
        assertThat(last(cannot).failure()).contains("secrets: secret db-password: could not read file:" + secret);
        await().atMost(Knobs.SOON).until(() -> log.toString().contains("could not read file:" + secret));
        assertThat(log.toString()).doesNotContain(value);
        assertThat(dump).contains("file:" + secret, "hmac-sha256:").doesNotContain(value);
        assertThat(docker("inspect", state.id()))
                .contains("/run/secrets/db-password")
                .doesNotContain(value);
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(value);
            }
        }
    }

    /** What the deployer logs from now on. */
    private static Queue<String> logged() {
        Queue<String> all = new ConcurrentLinkedQueue<>();
        Logger.getLogger("").addHandler(new Handler() {
            @Override
            public void publish(LogRecord one) {
                all.add(new SimpleFormatter().format(one));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return all;
    }

    private static String docker(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Process docker = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
