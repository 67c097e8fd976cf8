package dev.slipway.promoter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.events.Fact;
import dev.slipway.events.Fact.ApprovalDecision;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.PlacementView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.ledger.TestLedger;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.decision.DecisionDocument;
import dev.slipway.registry.Manifest;
import dev.slipway.registry.MediaTypes;
import dev.slipway.registry.OciDigest;
import dev.slipway.registry.RegistryClient;
import dev.slipway.registry.RegistryOptions;
import dev.slipway.registry.Repository;
import dev.slipway.registry.TagRule;
import dev.slipway.stack.Ports;
import dev.slipway.stack.RegistryServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promoter on a real ledger and a real registry; the other services and people are played. */
@Timeout(120)
class PromotionComponentTest {
    private static final Fact.HoldPlaced HOLD = new Fact.HoldPlaced(Story.APP, new EnvironmentName("dev"), "migration");

    private static TestLedger ledger;
    private static RegistryServer registry;
    private static String host;

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path shared) throws Exception {
        if (!RegistryServer.available()) {
            System.out.println("SKIPPED: docker-registry is not installed; install it to run this test");
            Assumptions.abort("no docker-registry");
        }
        int port = Ports.free();
        host = "127.0.0.1:" + port;
        registry = new RegistryServer(shared.resolve("registry"), port);
        registry.start();
        ledger = TestLedger.start(shared.resolve("postgres"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (ledger != null) {
            ledger.close();
        }
        if (registry != null) {
            registry.close();
        }
    }

    @AfterEach
    void rest() {
        ledger.stopWork();
    }

    private void promoter(String environments, PromotedImages images) throws IOException {
        Path file = Files.writeString(folder.resolve("environments.yaml"), environments);
        var decide = new DecidePlacements(ledger.ledger(Role.PROMOTER), new Environments(file), images);
        ledger.work(new PromoterStage(decide, new ReopenPlacements(ledger.ledger(Role.PROMOTER))), Duration.ZERO);
    }

    private static PromotedImages images() {
        return new PromotedImages(Settings.none());
    }

    @Test
    void takesADigestOnByItselfWhenItHasSoakedAndSomebodyAgreed() throws Exception {
        promoter("""
                environments:
                  - {name: dev, auto: true}
                  - name: prod
                    after: [dev]
                    auto: true
                    repository: %s/prod/{app}
                    gates: {soak: 3s, approvals: {role: release-manager}}
                """.formatted(host), images());
        Story story = pushed("soak").built().scanned("[]");
        await().until(() -> state(story, "dev") == Placement.State.APPROVED);

        story.deployedWell("dev");
        Instant deployed = ledger.ledger(Role.PROMOTER).now();
        await().until(() -> state(story, "prod") == Placement.State.PENDING);
        story.said("linus", "prod", ApprovalDecision.APPROVED);
        story.said("grace", "prod", ApprovalDecision.APPROVED);

        // nothing happens any more but time
        await().until(() -> state(story, "prod") == Placement.State.APPROVED);
        assertThat(Duration.between(deployed, ledger.ledger(Role.PROMOTER).now()))
                .isGreaterThan(Duration.ofMillis(2_500));
        assertThat(answers(story, "prod"))
                .anySatisfy(one -> assertThat(one).contains("soaks for 3s"))
                .anySatisfy(
                        one -> assertThat(one).contains("approved by grace; not counted: linus (wrote the commit)"));
        assertThat(placement(story, "prod").imageRepository()).isEqualTo(host + "/prod/shop");
        try (var client = client()) {
            var target = Repository.parse(host + "/prod/shop");
            var digest = new OciDigest(story.digest().value());
            assertThat(client.resolve(target, "prod")).contains(digest);
            assertThat(client.resolve(target, "sha-1111111")).contains(digest);
        }
        assertFollows(story);
        // its last facts have it looked at once more
        await().until(() -> ledger.openJobs() == 0);
    }

    @Test
    void looksAgainAtWhatWaitsWhenTheEnvironmentChanges() throws Exception {
        promoter("environments: [{name: dev, auto: true}]", images());
        Story story = pushed("hold");
        story.ruledOn("dev", "ada", HOLD);
        story.built().scanned("[]");
        await().until(() -> state(story, "dev") == Placement.State.BLOCKED);
        assertThat(answers(story, "dev"))
                .last()
                .asString()
                .contains("held by ada")
                .contains("migration");

        story.ruledOn("dev", "ada", new Fact.FreezeOpened(Story.APP, HOLD.environment(), "audit", in(2)));
        story.ruledOn("dev", "ada", new Fact.HoldReleased(Story.APP, HOLD.environment(), "done"));

        await().until(() -> state(story, "dev") == Placement.State.PENDING);
        await().until(() -> state(story, "dev") == Placement.State.APPROVED);
        assertThat(answers(story, "dev")).anySatisfy(one -> assertThat(one).contains("frozen by ada until"));
        assertFollows(story);
    }

    @Test
    void takesPermissionBackOnAVetoAndGivesItAgainOnlyWhenAsked() throws Exception {
        promoter("environments: [{name: dev, auto: true}]", images());
        Story story = pushed("veto").built().scanned("[]");
        await().until(() -> state(story, "dev") == Placement.State.APPROVED);

        story.ruled("ada", new Fact.ArtifactVetoed("leaks data"));
        await().until(() -> state(story, "dev") == Placement.State.REVOKED);
        assertThat(facts(story))
                .contains(new Fact.PromotionRevoked(Story.APP, HOLD.environment(), "vetoed by ada: leaks data"));

        story.askedAgain("ada", "dev");
        await().until(() -> state(story, "dev") == Placement.State.BLOCKED);
        assertThat(answers(story, "dev")).last().asString().contains("vetoed by ada: leaks data");

        story.ruled("ada", new Fact.ArtifactUnvetoed("it does not"));
        await().until(() -> state(story, "dev") == Placement.State.APPROVED);
        assertFollows(story);
    }

    @Test
    void letsAWaiverOfTheEnvironmentStandForAFinding() throws Exception {
        promoter("environments: [{name: dev, auto: true}]", images());
        Story story = pushed("waiver").built().scanned("""
                [{"advisory":"CVE-1","aliases":["GHSA-1"],"package":"openssl","version":"1.0","severity":"CRITICAL"}]""");
        await().until(() -> state(story, "dev") == Placement.State.BLOCKED);
        assertThat(answers(story, "dev")).last().asString().contains("CVE-1 in openssl 1.0 (no fix)");

        story.ruledOn(
                "dev",
                "ada",
                new Fact.WaiverGranted(UUID.randomUUID(), "GHSA-1", "openssl", "not reachable", "ada", in(3600)));

        await().until(() -> state(story, "dev") == Placement.State.APPROVED);
        assertThat(answers(story, "dev")).last().asString().contains("waived: CVE-1 in openssl (ada until");
        assertFollows(story);
    }

    @Test
    void looksAgainWhenAWaiverIsOver() throws Exception {
        promoter("environments: [{name: dev, auto: true, gates: {approvals: {role: release-manager}}}]", images());
        Story story = pushed("expiry");
        story.ruled("ada", new Fact.WaiverGranted(UUID.randomUUID(), "CVE-1", null, "soon", "ada", in(4)));
        story.built().scanned("""
                [{"advisory":"CVE-1","package":"openssl","version":"1.0","severity":"CRITICAL"}]""");
        await().until(() -> state(story, "dev") == Placement.State.PENDING
                && answers(story, "dev").stream().anyMatch(one -> one.contains("waived: CVE-1")));

        // nothing happens any more but time
        await().until(() -> state(story, "dev") == Placement.State.BLOCKED);
        assertThat(answers(story, "dev")).last().asString().contains("counts again because its waiver expired: CVE-1");
    }

    @Test
    void recordsNoDecisionOnAnEnvironmentThatChangedWhileTheImageWasCopied() throws Exception {
        Story story = pushed("race");
        var during = new PromotedImages(Settings.none()) {
            @Override
            void place(String source, Digest digest, String target, Map<String, TagRule> tags)
                    throws StepFailure, InterruptedException {
                super.place(source, digest, target, tags);
                if (said.isEmpty()) {
                    said.add("hold");
                    story.ruledOn("dev", "ada", HOLD);
                }
            }
        };
        promoter("environments: [{name: dev, auto: true}]", during);

        story.built().scanned("[]");

        await().until(() -> state(story, "dev") == Placement.State.BLOCKED);
        assertThat(facts(story)).noneMatch(Fact.PromotionApproved.class::isInstance);
        story.ruledOn("dev", "ada", new Fact.HoldReleased(Story.APP, HOLD.environment(), "done"));
        await().until(() -> state(story, "dev") == Placement.State.APPROVED);
        assertFollows(story);
    }

    @Test
    void aNoStandsUntilThatPersonTakesItBack() throws Exception {
        promoter("environments: [{name: dev, auto: true, gates: {approvals: {role: release-manager}}}]", images());
        Story story = pushed("rejection").built().scanned("[]");
        story.said("ada", "dev", ApprovalDecision.REJECTED);
        story.said("grace", "dev", ApprovalDecision.APPROVED);
        await().until(() -> state(story, "dev") == Placement.State.BLOCKED);

        story.said("ada", "dev", ApprovalDecision.APPROVED);

        await().until(() -> state(story, "dev") == Placement.State.APPROVED);
        assertThat(answers(story, "dev")).last().asString().contains("approved by ada, grace");
        assertFollows(story);
    }

    /** A tiny image of its own in the registry. */
    private static Story pushed(String content) throws IOException {
        String repository = "%s/build/%s".formatted(host, content);
        try (var client = client()) {
            var target = Repository.parse(repository);
            byte[] config = ("{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{\"Cmd\":[\"%s\"]},"
                            + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}")
                    .formatted(UUID.randomUUID())
                    .getBytes(StandardCharsets.UTF_8);
            var manifest = Manifest.of(
                    "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d},\"layers\":[]}"
                            .formatted(
                                    MediaTypes.OCI_MANIFEST,
                                    "application/vnd.oci.image.config.v1+json",
                                    client.putBlob(target, config),
                                    config.length)
                            .getBytes(StandardCharsets.UTF_8),
                    MediaTypes.OCI_MANIFEST);
            client.putManifest(target, manifest);
            return new Story(ledger, repository, new Digest(manifest.digest().value()));
        }
    }

    private static RegistryClient client() {
        return new RegistryClient(RegistryOptions.defaults().withPlainHttpOnLoopback());
    }

    private static Instant in(int seconds) {
        return ledger.ledger(Role.PROMOTER).now().plusSeconds(seconds);
    }

    private static PlacementView placement(Story story, String environment) {
        return ledger.ledger(Role.PROMOTER)
                .placement(new Placement.Id(Story.place(environment), story.digest()))
                .orElseThrow();
    }

    private static Placement.State state(Story story, String environment) {
        return ledger.ledger(Role.PROMOTER)
                .placement(new Placement.Id(Story.place(environment), story.digest()))
                .map(PlacementView::state)
                .orElse(Placement.State.SUPERSEDED);
    }

    private static List<Fact> facts(Story story) {
        return ledger.ledger(Role.PROMOTER).events(story.subject()).stream()
                .map(LifecycleEvent::fact)
                .toList();
    }

    /** What was said at each evaluation, oldest first. */
    private static List<String> answers(Story story, String environment) {
        return facts(story).stream()
                .filter(Fact.GateEvaluated.class::isInstance)
                .map(Fact.GateEvaluated.class::cast)
                .filter(one -> one.environment().value().equals(environment))
                .map(one -> one.gates().toString())
                .toList();
    }

    /** Every kept decision is made again from what was kept with it, to the same bytes, and says what was recorded. */
    private static void assertFollows(Story story) throws DecisionDocument.NotReplayable {
        int decisions = 0;
        for (Fact fact : facts(story)) {
            if (fact instanceof Fact.GateEvaluated evaluated) {
                byte[] kept = ledger.ledger(Role.PROMOTER)
                        .evidence(evaluated.decision())
                        .orElseThrow();
                assertThat(DecisionDocument.replay(kept)).isEqualTo(kept);
                assertThat(new String(kept, StandardCharsets.UTF_8))
                        .contains("\"verdict\":\"%s\",\"gates\"".formatted(evaluated.verdict()));
                decisions++;
            }
        }
        assertThat(decisions).isPositive();
        assertThat(facts(story))
                .filteredOn(Fact.GateEvaluated.class::isInstance)
                .last()
                .satisfies(last ->
                        assertThat(((Fact.GateEvaluated) last).verdict()).isEqualTo(Verdict.PASS));
    }
}
