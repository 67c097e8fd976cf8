package dev.slipway.promoter.decision;

import static dev.slipway.promoter.decision.Samples.APP;
import static dev.slipway.promoter.decision.Samples.DIGEST;
import static dev.slipway.promoter.decision.Samples.NOW;
import static dev.slipway.promoter.decision.Samples.PROD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.events.Fact;
import dev.slipway.events.Fact.ApprovalDecision;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.FreezeWindow;
import dev.slipway.promoter.policy.GateRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FactsOfDigestTest {
    private static final BuildId BUILD = new BuildId(UUID.randomUUID());
    private static final DeploymentId DEPLOYMENT = new DeploymentId(UUID.randomUUID());
    private static final EnvironmentName DEV = new EnvironmentName("dev");
    private static final Digest OTHER = new Digest("sha256:" + "f".repeat(64));
    private static final UUID WAIVER = UUID.randomUUID();
    private static final String ARTIFACT = Subject.of(DIGEST).key();

    @Test
    void keepsTheLastResultOfEachTest() {
        var facts = read(test("unit", Verdict.FAIL), test("e2e", Verdict.PASS), test("unit", Verdict.PASS));

        assertThat(facts.tests())
                .containsExactly(
                        new Facts.Test("e2e", Verdict.PASS, null, ARTIFACT + "#2"),
                        new Facts.Test("unit", Verdict.PASS, null, ARTIFACT + "#3"));
        assertThat(facts.entries()).isEqualTo(3);
        assertThat(facts.published()).isFalse();
    }

    @Test
    void keepsTheLastScanWithItsReportAndWhatCameAfterIt() {
        var facts = read(
                scan("old", null),
                opened("prod", "CVE-0"),
                scan("new", report("""
                        {"result":{"findings":[{"advisory":"CVE-1","aliases":["GHSA-1"],"package":"openssl","version":"1.0",
                          "severity":"high","fixedIn":"1.1","more":1}],"notChecked":[]}}""")),
                opened("prod", "CVE-2"),
                opened("dev", "CVE-2"),
                opened("dev", "CVE-3"),
                new Fact.FindingResolved(APP, DEV, "CVE-2", "openssl", "1.0", "gone"),
                new Fact.FindingResolved(APP, DEV, "CVE-3", "openssl", "1.0", "gone"));

        var scan = Objects.requireNonNull(facts.scan());
        assertThat(scan.snapshot()).isEqualTo("new");
        assertThat(scan.findings())
                .containsExactly(new Facts.Finding("CVE-1", List.of("GHSA-1"), "openssl", "1.0", "HIGH", "1.1"));
        assertThat(scan.opened()).extracting(Facts.Finding::advisory).containsExactly("CVE-2");
        assertThat(scan.broken()).isNull();
    }

    @Test
    void doesNotTakeAReportItCannotReadForOneWithoutFindings() {
        assertThat(broken(report("{}"))).isEqualTo("it has no list of findings");
        assertThat(broken(report("no"))).isEqualTo("it is not JSON");
        assertThat(broken(report("{\"result\":{\"findings\":[{\"advisory\":\"CVE-1\"}]}}")))
                .isEqualTo("a finding has no package");
        assertThat(broken("0".repeat(64))).isEqualTo("the ledger does not have it");
    }

    private @Nullable String broken(String sha256) {
        var scan = read(scan("s", sha256)).scan();
        return scan == null ? null : scan.broken();
    }

    @Test
    void forgetsAnEnvironmentItWasRolledBackFromAndNotOneItReturnedTo() {
        var deployed = new Fact.ServiceDeployed(DEPLOYMENT, APP, DEV, "http://127.0.0.1");

        assertThat(read(deployed).deployed()).containsOnlyKeys("dev");
        assertThat(read(deployed, rolledBack(DIGEST, null)).deployed()).isEmpty();
        assertThat(read(deployed, rolledBack(OTHER, DIGEST)).deployed())
                .containsEntry("dev", new Facts.Deployed(NOW, ARTIFACT + "#1"));
        assertThat(read(new Fact.DeploymentFailed(DEPLOYMENT, APP, DEV, "verify", "not ready", null))
                        .deployed())
                .isEmpty();
    }

    @Test
    void keepsTheLastWordOfEachPersonForThisEnvironmentAndThisRequest() {
        var facts = read(
                requested(),
                approval("prod", "Ada", ApprovalDecision.REJECTED),
                approval("prod", "ada", ApprovalDecision.APPROVED),
                approval("dev", "grace", ApprovalDecision.APPROVED));
        assertThat(facts.approvals())
                .extracting(Facts.Approval::approver, Facts.Approval::decision)
                .containsExactly(tuple("ada", ApprovalDecision.APPROVED));

        assertThat(read(approval("prod", "ada", ApprovalDecision.APPROVED), requested())
                        .approvals())
                .as("said before the first request")
                .hasSize(1);
        assertThat(read(requested(), approval("prod", "ada", ApprovalDecision.REJECTED), requested())
                        .approvals())
                .as("said to an earlier request")
                .isEmpty();
    }

    @Test
    void knowsWhoWroteEveryCommitItWasBuiltFrom() {
        assertThat(read(packaged("ada", "grace"), packaged("linus", "linus")).source())
                .isEqualTo(new Facts.Source(List.of("ada", "grace", "linus"), true));
        assertThat(read(packaged("ada", "grace"), packaged(null, null)).source().known())
                .isFalse();
        assertThat(read().source().known()).isFalse();
    }

    @Test
    void takesHoldsFreezesAndWaiversOfTheEnvironmentAsWell() {
        var prod = new EnvironmentName("prod");
        var granted = new Fact.WaiverGranted(WAIVER, "CVE-1", null, "why", "ada", null);
        var environment = List.<Fact>of(
                new Fact.HoldPlaced(APP, prod, "first"),
                new Fact.HoldPlaced(APP, prod, "second"),
                new Fact.FreezeOpened(APP, prod, "audit", NOW.plusSeconds(5)),
                granted);

        var facts = read(List.of(granted), environment);
        assertThat(facts.environmentEntries()).isEqualTo(4);
        assertThat(facts.restrictions()).extracting(Facts.Restriction::reason).containsExactly("second", "audit");
        assertThat(facts.waivers()).hasSize(2);

        var more = new ArrayList<>(environment);
        more.add(new Fact.HoldReleased(APP, prod, "over"));
        more.add(new Fact.FreezeClosed(APP, prod, "over"));
        more.add(new Fact.WaiverRevoked(WAIVER, "over"));
        var later = read(List.of(granted), more);
        assertThat(later.restrictions()).isEmpty();
        assertThat(later.waivers()).extracting(Facts.Waiver::entry).containsExactly(ARTIFACT + "#1");
    }

    @Test
    void liftsAVeto() {
        assertThat(read(new Fact.ArtifactVetoed("leaks")).veto())
                .isEqualTo(new Facts.Veto("leaks", "slipway/test", ARTIFACT + "#1"));
        assertThat(read(new Fact.ArtifactVetoed("leaks"), new Fact.ArtifactUnvetoed("does not"))
                        .veto())
                .isNull();
    }

    @Test
    void notesWhichWindowsOfThePolicyAreClosed() {
        var rules = Samples.RULES;
        var policy = Samples.policy(new GateRules(
                rules.tests(),
                rules.scan(),
                null,
                null,
                List.of(
                        new FreezeWindow("0 11 * * *", Duration.ofHours(2), "UTC"),
                        new FreezeWindow("0 18 * * *", Duration.ofHours(2), "UTC")),
                null));

        var facts = FactsOfDigest.read(policy, APP, DIGEST, List.of(), List.of(), _ -> Optional.empty(), NOW);

        assertThat(facts.frozen()).containsExactly(new Facts.Frozen("0 11 * * *", "UTC", NOW.plusSeconds(3600)));
    }

    private static final Map<String, byte[]> KEPT = new HashMap<>();

    private static String report(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String sha256 = Sha256.hex(body);
        KEPT.put(sha256, body);
        return sha256;
    }

    private static Fact scan(String snapshot, @Nullable String report) {
        return new Fact.ScanFinished(
                snapshot, "b".repeat(64), 40, Map.of("HIGH", 1), Map.of(), null, report, null, null, null);
    }

    private static Fact test(String name, Verdict verdict) {
        return new Fact.TestSuiteFinished(BUILD, name, verdict, 10, null, null, null, null, null, null, null);
    }

    private static Fact opened(String environment, String advisory) {
        return new Fact.FindingOpened(
                APP, new EnvironmentName(environment), advisory, "openssl", "1.0", "HIGH", "vendor", null, "s");
    }

    private static Fact rolledBack(Digest from, @Nullable Digest to) {
        return new Fact.ServiceRolledBack(DEPLOYMENT, APP, DEV, from, to, "unhealthy");
    }

    private static Fact requested() {
        return new Fact.PromotionRequested(APP, PROD.name(), "ada asked");
    }

    private static Fact approval(String environment, String approver, ApprovalDecision decision) {
        return new Fact.ApprovalUpdated(
                APP, new EnvironmentName(environment), decision, approver, "release-manager", null, null);
    }

    private static Fact packaged(@Nullable String author, @Nullable String committer) {
        return new Fact.ArtifactPackaged(
                BUILD,
                APP,
                "r.example/shop",
                "application/vnd.oci.image.manifest.v1+json",
                "https://git.example/shop.git",
                new CommitId("1".repeat(40)),
                null,
                "2".repeat(64),
                "{}",
                author,
                committer,
                null);
    }

    private static Facts read(Fact... facts) {
        return read(List.of(facts), List.of());
    }

    private static Facts read(List<Fact> artifact, List<Fact> environment) {
        return FactsOfDigest.read(
                PROD,
                APP,
                DIGEST,
                chain(Subject.of(DIGEST), artifact),
                chain(Subject.of(new AppEnvironment(APP, PROD.name())), environment),
                sha256 -> Optional.ofNullable(KEPT.get(sha256)),
                NOW);
    }

    private static List<LifecycleEvent> chain(Subject subject, List<Fact> facts) {
        var chain = new ArrayList<LifecycleEvent>();
        Instant at = NOW;
        for (var fact : facts) {
            chain.add(new LifecycleEvent(
                    UUID.randomUUID(), subject, chain.size() + 1, UUID.randomUUID(), "slipway/test", at, null, fact));
        }
        return chain;
    }
}
