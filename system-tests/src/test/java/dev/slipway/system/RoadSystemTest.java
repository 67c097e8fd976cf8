package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.Facts;
import dev.slipway.demo.Callers;
import dev.slipway.engine.ContainerState;
import dev.slipway.stack.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The road that every commit takes; the tests build on each other as commits do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RoadSystemTest {
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private Pipeline pipeline;
    private Kcat kcat;
    private Guides guides;
    /** The build of the first commit. */
    private String first = "";

    /** A build whose image was in production, until the next one took its place. */
    private String replaced = "";

    @BeforeAll
    void open() throws Exception {
        pipeline = Pipeline.open("road");
        pipeline.stack.startServices();
        kcat = new Kcat(pipeline.stack.broker().bootstrapServers());
        guides = new Guides(pipeline);
    }

    @AfterAll
    void close() throws IOException {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    /** A cache that Java refuses would only be slower, which nobody would see. */
    @Test
    @Order(0)
    void startsEachServiceFromItsCache() throws Exception {
        for (Service service : Service.values()) {
            long pid = pipeline.stack.replicas(service).getFirst().process().pid();
            // what setpriv has become is the same process
            assertThat(Files.readString(Path.of("/proc", Long.toString(pid), "maps")))
                    .as(service.wireName())
                    .contains("app.aot");
        }
    }

    @Test
    @Order(1)
    void takesACommitToProductionForAnEventThatKcatPuts() throws Exception {
        String commit = pipeline.nextVersion();

        kcat.put("slipway.requests", event(Pipeline.freshId(), commit));

        first = pipeline.buildOf(commit);
        List<JsonNode> facts = pipeline.until(first, "service.deployed", "prod");
        String digest = Pipeline.digest(facts);
        for (String environment : List.of("dev", "prod")) {
            assertThat(Callers.ask(pipeline.address(environment))).isEqualTo(pipeline.answerOfThisVersion());
            assertThat(digestInRegistry(environment)).isEqualTo(digest);
            assertThat(pipeline.containers(environment))
                    .extracting(ContainerState::imageReference)
                    .containsExactly("%s/slipway/%s@%s"
                            .formatted(pipeline.stack.registry().host(), pipeline.app, digest));
        }
        assertThat(digestInRegistry("sha-" + commit.substring(0, 12))).isEqualTo(digest);
    }

    @Test
    @Order(2)
    void putsEveryFactOnTheTopicInOrderUnderItsSubject() throws Exception {
        String build = pipeline.buildOf(lastCommit());
        List<JsonNode> facts = pipeline.until(build, "service.deployed", "prod");

        List<Kcat.Line> lines = onTheTopic(facts);

        Map<String, Long> last = new HashMap<>();
        for (Kcat.Line line : lines) {
            JsonNode place = line.value().path("data").path("customData").path("ledger");
            assertThat(line.key()).as(line.value().toString()).isIn(build, Pipeline.digest(facts));
            assertThat(place.path("subject").asText()).isEqualTo(line.key());
            assertThat(place.path("seq").asLong()).isEqualTo(last.getOrDefault(line.key(), 0L) + 1);
            last.put(line.key(), place.path("seq").asLong());
        }
        assertThat(Pipeline.kinds(facts)).contains("scan.finished", "promotion.approved prod", "service.deployed prod");
    }

    @Test
    @Order(3)
    void answersWhyByTheCommandLine() throws Exception {
        String digest = Pipeline.digest(pipeline.console().facts(pipeline.buildOf(lastCommit())));

        Cli why = Cli.run(pipeline, "why", digest, "--environment", "prod");

        assertThat(why.exitCode()).isZero();
        assertThat(why.output())
                .contains("prod")
                .contains("was deployed well to dev")
                .contains("passed: selftest, unit");
        assertThat(Cli.run(pipeline, "ledger", "verify").exitCode()).isZero();
        assertThat(Cli.run(pipeline, "status").output()).contains(pipeline.app).contains(digest.substring(0, 19));
    }

    @Test
    @Order(4)
    void callersMissNothingWhileAVersionIsReplaced() throws Exception {
        String commit = pipeline.nextVersion();

        try (Callers callers = new Callers(pipeline.address("prod"))) {
            replaced = pipeline.request(commit);
            pipeline.until(replaced, "service.upgraded", "prod");
            await().atMost(Pipeline.PATIENCE)
                    .until(() -> pipeline.containers("prod").size() == 1);

            assertThat(callers.failed()).isEmpty();
            assertThat(callers.served()).isPositive();
        }
        assertThat(Callers.ask(pipeline.address("prod"))).isEqualTo(pipeline.answerOfThisVersion());
    }

    @Test
    @Order(5)
    void isOneTraceFromTheRequestToTheRollOutForEachCommit() throws Exception {
        String one = chain(first, "service.deployed");
        String other = chain(replaced, "service.upgraded");

        assertThat(List.of(one, other))
                .doesNotHaveDuplicates()
                .allSatisfy(chain -> assertThat(UUID.fromString(chain)).hasToString(chain));
    }

    /** What every event on the topic about a build and its image says it belongs to, up to the one that serves in production. */
    private String chain(String build, String serves) throws Exception {
        List<JsonNode> facts = pipeline.until(build, serves, "prod");
        Set<String> subjects = Set.of(build, Pipeline.digest(facts));
        List<JsonNode> events = onTheTopic(facts).stream()
                .filter(line -> subjects.contains(line.key()))
                .map(Kcat.Line::value)
                .toList();
        assertThat(events.stream().map(Facts::kind))
                .contains(
                        "build.requested",
                        "build.finished",
                        "artifact.packaged",
                        "scan.finished",
                        "promotion.approved",
                        "deployment.started",
                        serves);
        List<String> chains = events.stream()
                .map(event -> event.at("/data/context/chainId").asText())
                .distinct()
                .toList();
        assertThat(chains).as("of all that came of build %s", build).hasSize(1);
        return chains.getFirst();
    }

    @Test
    @Order(6)
    void keepsTheOneBeforeWhenACommitNeverBecomesReady() throws Exception {
        String before = Callers.ask(pipeline.address("dev"));
        String commit = pipeline.publishOnce("greeter.py", "\"greetings.txt\"", "\"lost.txt\"");

        List<JsonNode> facts;
        try (Callers callers = new Callers(pipeline.address("dev"))) {
            facts = pipeline.until(pipeline.request(commit), "deployment.failed", "dev");
            await().atMost(Pipeline.PATIENCE)
                    .until(() -> pipeline.containers("dev").size() == 1);

            assertThat(callers.failed()).isEmpty();
            assertThat(callers.served()).isPositive();
        }

        assertThat(Pipeline.fact(facts, "deployment.failed").path("reason").asText())
                .contains("ready: no good answer within 10 s", "no greetings");
        assertThat(Callers.ask(pipeline.address("dev"))).isEqualTo(before);
        assertThat(Callers.ask(pipeline.address("prod"))).isEqualTo(before);
        assertThat(Pipeline.kinds(facts)).doesNotContain("promotion.requested prod");
    }

    @Test
    @Order(7)
    void pushesNothingWhenATestFails() throws Exception {
        String build = pipeline.request(pipeline.publishOnce("test_greeter.py", "Hello, Ada!", "Goodbye, Ada!"));

        List<JsonNode> facts = pipeline.until(build, "build.finished", "");

        JsonNode end = Pipeline.fact(facts, "build.finished");
        assertThat(end.path("kind").asText()).isEqualTo("TEST");
        assertThat(end.path("reason").asText()).contains("unit").contains("Goodbye, Ada!");
        assertThat(Pipeline.kinds(facts)).doesNotContain("artifact.packaged");
        assertThat(skopeo("list-tags", pipeline.app)).doesNotContain("build-" + build);
    }

    @Test
    @Order(8)
    void saysWhichLineOfTheManifestIsWrong() throws Exception {
        String commit = pipeline.publishOnce("slipway.yaml", "port: 8080", "prot: 8080");

        Cli built = Cli.run(pipeline, "build", "--repository", pipeline.sourceUrl(), "--commit", commit, "--wait");

        assertThat(built.output()).contains("slipway.yaml:7: run.prot: found an unknown key, wanted one of port");
        assertThat(built.exitCode()).isEqualTo(4);
    }

    @Test
    @Order(9)
    void takesTheSameEventTwiceForOneRequestAndQuarantinesADifferentOneOfThatId() throws Exception {
        String commit = pipeline.nextVersion();
        String id = Pipeline.freshId();
        kcat.put("slipway.requests", event(id, commit));
        kcat.put("slipway.requests", event(id, commit));

        kcat.put("slipway.requests", event(id, "0".repeat(40)));
        kcat.put("slipway.requests", "no event at all");

        List<String> dead = await().atMost(Pipeline.PATIENCE)
                .until(() -> kcat.raw("slipway.dead-letter"), found -> found.size() >= 2);
        assertThat(dead)
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("no event at all"),
                        line -> assertThat(line).contains("0".repeat(40)));
        pipeline.until(pipeline.buildOf(commit), "service.upgraded", "prod");
        assertThat(pipeline.console().get("/v1/builds?commit=" + "0".repeat(40)).path("builds"))
                .isEmpty();
        pipeline.assertLedgerHolds();
    }

    @Test
    @Order(10)
    void everyCommandOfTheGuideForCiDoesWhatItSays() throws Exception {
        String broken = pipeline.publishOnce("test_greeter.py", "Hello, Ada!", "Farewell, Ada!");
        String commit = pipeline.nextVersion();

        String token = guides.ci(commit, broken);
        guides.ciSystems(token, commit, broken);

        assertThat(Callers.ask(pipeline.address("prod"))).isEqualTo(pipeline.answerOfThisVersion());
    }

    @Test
    @Order(11)
    void aDashboardInAnotherLanguageHasTheConsolesPicture() throws Exception {
        String place = "/v1/apps/%s/environments/prod/".formatted(pipeline.app);
        pipeline.console().post(place + "hold", Map.of("reason", "the shop window is being cleaned"));
        String refused = Pipeline.digest(pipeline.console().facts(replaced));
        pipeline.console()
                .post(
                        "/v1/artifacts/%s/promote".formatted(refused),
                        Map.of("environment", "prod", "reason", "the one before was nicer"));
        onTheTopic(await().atMost(Pipeline.PATIENCE)
                .until(
                        () -> pipeline.console().facts(replaced),
                        facts -> facts.stream()
                                .anyMatch(event ->
                                        event.at("/fact/verdict").asText().equals("FAIL"))));

        guides.pictureTests();
        awaitSilence();
        JsonNode picture = guides.dashboards();

        guides.assertSame(picture);
        assertThat(picture.path("places")).anySatisfy(one -> {
            assertThat(one.at("/restrictions/0/kind").asText()).isEqualTo("HOLD");
            assertThat(one.at("/lastRefusal/digest").asText()).isEqualTo(refused);
            assertThat(one.at("/lastRefusal/because/0").asText()).contains("the shop window is being cleaned");
            assertThat(one.at("/lastRefusal/stands").asBoolean()).isTrue();
        });
    }

    private String event(String id, String commit) {
        return """
                {"specversion":"1.0","id":"%s","source":"/system-test","type":"dev.cdeventsx.slipway-build.requested.0.1.0",\
                "data":{"repository":"%s","commit":"%s"}}""".formatted(id, pipeline.sourceUrl(), commit);
    }

    /** All there is on the topic, once these are. */
    private List<Kcat.Line> onTheTopic(List<JsonNode> facts) {
        Set<String> wanted = new HashSet<>();
        facts.forEach(event -> wanted.add(event.path("id").asText()));
        return await().atMost(Pipeline.PATIENCE)
                .until(() -> kcat.all("slipway.lifecycle"), found -> ids(found).containsAll(wanted));
    }

    /** What was asked for before has come to its end: the guide wants to hear nothing for a second. */
    private void awaitSilence() {
        AtomicInteger before = new AtomicInteger();
        await().atMost(Pipeline.PATIENCE).pollInterval(SILENCE).until(() -> {
            int now = kcat.all("slipway.lifecycle").size();
            return before.getAndSet(now) == now;
        });
    }

    private static Set<String> ids(List<Kcat.Line> lines) {
        Set<String> ids = new HashSet<>();
        lines.forEach(line -> ids.add(line.value().path("id").asText()));
        return ids;
    }

    private String lastCommit() throws IOException {
        Path head = pipeline.repository.folder().resolve(".git/refs/heads/main");
        return Files.readString(head).strip();
    }

    /** skopeo as the judge: what others see under a tag. */
    private String digestInRegistry(String tag) throws IOException, InterruptedException {
        return Kcat.JSON
                .readTree(skopeo("inspect", pipeline.app + ":" + tag))
                .path("Digest")
                .asText();
    }

    private String skopeo(String verb, String image) throws IOException, InterruptedException {
        Process skopeo = new ProcessBuilder(
                        "skopeo",
                        verb,
                        "--tls-verify=false",
                        "docker://%s/slipway/%s"
                                .formatted(pipeline.stack.registry().host(), image))
                .redirectErrorStream(true)
                .start();
        String output = new String(skopeo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(skopeo.waitFor()).as(output).isZero();
        return output;
    }
}
