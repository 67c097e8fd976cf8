package dev.slipway.promoter.decision;

import static dev.slipway.promoter.decision.Samples.NOW;
import static dev.slipway.promoter.decision.Samples.PROD;
import static dev.slipway.promoter.decision.Samples.SCAN;
import static dev.slipway.promoter.decision.Samples.approval;
import static dev.slipway.promoter.decision.Samples.finding;
import static dev.slipway.promoter.decision.Samples.policy;
import static dev.slipway.promoter.decision.Samples.waiver;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Fact.ApprovalDecision;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.ApprovalRule;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import dev.slipway.promoter.policy.GateRules;
import dev.slipway.promoter.policy.ScanRule;
import dev.slipway.promoter.policy.TestsRule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatesTest {
    private final Samples.Given given = new Samples.Given();

    @Test
    void passesWhatHoldsEverythingAndSaysWhyAndOnWhat() {
        var decision = Gates.decide(PROD, given.facts());

        assertThat(decision.verdict()).isEqualTo(Verdict.PASS);
        assertThat(decision.gates())
                .containsExactly(
                        Answer.of("published", Verdict.PASS, "the image is in the registry under its tags"),
                        Answer.of("order", Verdict.PASS, "was deployed well to dev", "e#6"),
                        Answer.of("tests", Verdict.PASS, "passed: unit", "e#2"),
                        Answer.of("scan", Verdict.PASS, "found 2 × HIGH, within the limits", "e#3", "b".repeat(64)));
        assertThat(Gates.decide(Samples.STRICT, given.facts()).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void refusesATestThatDidNotPassEvenWhereTestsAreOptional() {
        given.tests.add(new Facts.Test("e2e", Verdict.FAIL, "exit code 1", "e#4"));

        assertSays(optional(), Verdict.FAIL, "did not pass: e2e (exit code 1)");
    }

    @Test
    void asksForATestUnlessTestsAreOptional() {
        given.tests.clear();

        assertSays(
                PROD,
                Verdict.INCONCLUSIVE,
                "no test has run: add one to slipway.yaml, or set 'tests: optional' for this environment");
        assertSays(optional(), Verdict.PASS, "has no tests, and needs none here");
    }

    @Test
    void waitsForScanPublicationAndOrder() {
        given.scanned = false;
        assertSays(PROD, Verdict.INCONCLUSIVE, "not scanned yet");
        given.published = false;
        assertSays(PROD, Verdict.INCONCLUSIVE, "the image is not published yet");
        given.deployed.clear();
        assertSays(PROD, Verdict.FAIL, "has not been deployed well to dev yet");
        assertThat(Gates.inOrder(PROD, given.facts())).isFalse();
    }

    @Test
    void refusesFindingsOverTheLimitByTheScansCountsWhereItKeptNoReport() {
        given.counts = Map.of("CRITICAL", 1, "HIGH", 3, "LOW", 90);

        assertSays(PROD, Verdict.FAIL, "found 1 critical (at most 0 allowed), 3 high (at most 2 allowed)");
    }

    @Test
    void namesTheFindingsThatAreTooMany() {
        given.findings = List.of(finding("CVE-1", "CRITICAL", "1.1"), finding("CVE-2", "LOW", null));

        assertSays(PROD, Verdict.FAIL, "found 1 critical (at most 0 allowed): CVE-1 in openssl 1.0 (fixed in 1.1)");
    }

    @Test
    void countsOnlyWhatCanBeFixedWhereTheOperatorsSaySo() {
        given.findings = List.of(finding("CVE-1", "CRITICAL", null));

        assertSays(PROD, Verdict.FAIL, "found 1 critical (at most 0 allowed): CVE-1 in openssl 1.0 (no fix)");
        assertSays(
                policy(new ScanRule(Map.of("CRITICAL", 0), true, null, false, null)),
                Verdict.PASS,
                "found nothing, within the limits");
    }

    @Test
    void leavesAWaivedFindingOutButKeepsItInSight() {
        given.findings = List.of(finding("CVE-1", "CRITICAL", "1.1"));
        given.waivers.add(waiver("ALIAS-CVE-1", NOW.plusSeconds(60)));

        assertSays(
                PROD,
                Verdict.PASS,
                "found nothing, within the limits; waived: CVE-1 in openssl (ada until 2026-11-24T12:01:00Z, not reachable)");

        given.at = NOW.plusSeconds(60);
        assertSays(
                PROD,
                Verdict.FAIL,
                "found 1 critical (at most 0 allowed): CVE-1 in openssl 1.0 (fixed in 1.1);"
                        + " counts again because its waiver expired: ALIAS-CVE-1 at 2026-11-24T12:01:00Z");
    }

    @Test
    void doesNotWaiveWhatTheReportDoesNotName() {
        given.counts = Map.of("CRITICAL", 1);
        given.waivers.add(waiver("CVE-1", null));

        assertSays(
                PROD,
                Verdict.FAIL,
                "found 1 critical (at most 0 allowed); the scan kept no report, so waivers and fixes could not be regarded");
    }

    @Test
    void countsWhatBecameKnownAfterTheScanOnce() {
        given.findings = List.of(finding("CVE-1", "HIGH", "1.1"));
        given.opened.add(finding("CVE-1", "HIGH", "1.1"));
        assertSays(PROD, Verdict.PASS, "found 1 × HIGH, within the limits");

        given.opened.add(finding("CVE-9", "CRITICAL", "1.1"));
        assertSays(
                PROD,
                Verdict.FAIL,
                "found 1 critical (at most 0 allowed): CVE-1 in openssl 1.0 (fixed in 1.1), CVE-9 in openssl 1.0 (fixed in 1.1)");
    }

    @Test
    void doesNotTakeTheUncheckedForTheClean() {
        given.unchecked = Map.of("npm", 12);

        assertSays(
                PROD,
                Verdict.INCONCLUSIVE,
                "not everything could be checked: 12 × npm; add advisories for it, or set 'scan.unchecked: allow'");
        assertThat(Gates.decide(policy(new ScanRule(Map.of(), false, null, true, null)), given.facts())
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void wantsAScanThatIsNotTooOldAndHasLookedForSecrets() {
        var rule = policy(new ScanRule(SCAN.max(), false, Duration.ofHours(1), false, 0));
        assertSays(rule, Verdict.INCONCLUSIVE, "the scan of 2026-11-24T11:00:00Z is older than 1h: scan again");

        given.scannedAt = NOW.minusSeconds(1);
        given.secrets = null;
        assertSays(rule, Verdict.INCONCLUSIVE, "the scan did not look for secrets");

        given.secrets = Map.of("aws-key", 2);
        assertSays(rule, Verdict.FAIL, "found 2 secrets (at most 0 allowed)");
    }

    @Test
    void makesAnErrorOfAReportThatCannotBeRead() {
        given.findings = List.of();
        given.broken = "it is not JSON";

        assertSays(PROD, Verdict.ERROR, "the report %s cannot be used: it is not JSON".formatted("c".repeat(64)));
    }

    @Test
    void wantsEnoughPeopleOfTheRoleWhoDidNotWriteTheCommit() {
        var rule = approvals(2);
        assertSays(rule, Verdict.PASS, "approved by ada, grace");

        given.source = new Facts.Source(List.of("Ada Lovelace <ada@example.org>"), true);
        assertSays(
                rule,
                Verdict.INCONCLUSIVE,
                "1 of 2 approvals by the role release-manager: grace; not counted: ada (wrote the commit)");

        given.source = new Facts.Source(List.of(), false);
        assertSays(
                rule,
                Verdict.INCONCLUSIVE,
                "0 of 2 approvals by the role release-manager; not counted: ada (the commit's author and committer are not"
                        + " known: build it again), grace (the commit's author and committer are not known: build it again)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Ada Lovelace <ada@example.org>", "ada@example.org", "ada", "Ada Lovelace", "ADA@EXAMPLE.ORG"})
    void knowsTheAuthorInEveryFormOfTheirName(String approver) {
        given.source = new Facts.Source(List.of("Ada Lovelace <ada@example.org>"), true);
        given.approvals.clear();
        given.approvals.add(approval(approver, ApprovalDecision.APPROVED));

        assertThat(Gates.decide(approvals(1), given.facts()).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void letsApprovalsExpireByTheirOwnTimeAndByTheRules() {
        given.approvals.removeLast();
        assertSays(approvals(1), Verdict.PASS, "approved by ada");

        given.at = NOW.plus(Duration.ofDays(7));
        assertSays(
                approvals(1),
                Verdict.INCONCLUSIVE,
                "0 of 1 approvals by the role release-manager; not counted: ada (expired at 2026-12-01T11:00:00Z)");
    }

    @Test
    void takesOneNoForANoHoweverManySayYes() {
        given.approvals.add(
                new Facts.Approval("linda", "viewer", ApprovalDecision.REJECTED, "not today", NOW, null, "e#9"));

        assertSays(approvals(1), Verdict.FAIL, "rejected by linda: not today");
        assertSays(PROD, Verdict.FAIL, "rejected by linda: not today");
    }

    @Test
    void soaksInEachEnvironmentBefore() {
        var rule = policy(new GateRules(TestsRule.REQUIRED, SCAN, null, Duration.ofHours(1), List.of(), null));
        assertSays(rule, Verdict.PASS, "was well for 1h");

        given.at = NOW.minusSeconds(1);
        assertSays(
                rule,
                Verdict.INCONCLUSIVE,
                "soaks for 1h: in dev since 2026-11-24T11:00:00Z, until 2026-11-24T12:00:00Z");
        assertThat(NextLook.after(rule, given.facts())).contains(NOW);
    }

    @Test
    void isClosedByWindowsFreezesHoldsAndVetoesAndSaysUntilWhen() {
        given.frozen.add(new Facts.Frozen("0 16 * * FRI", "Europe/Berlin", NOW.plusSeconds(3600)));
        assertSays(
                PROD,
                Verdict.INCONCLUSIVE,
                "closed by the window '0 16 * * FRI' (Europe/Berlin), opens 2026-11-24T13:00:00Z");
        given.frozen.clear();

        given.restrictions.add(
                new Facts.Restriction(Facts.Restriction.Kind.FREEZE, "audit", "ada", NOW, NOW.plusSeconds(60), "p#1"));
        assertSays(PROD, Verdict.INCONCLUSIVE, "frozen by ada until 2026-11-24T12:01:00Z: audit");
        assertThat(NextLook.after(PROD, given.facts())).contains(NOW.plusSeconds(60));
        given.at = NOW.plusSeconds(60);
        assertThat(Gates.decide(PROD, given.facts()).verdict()).isEqualTo(Verdict.PASS);

        given.restrictions.add(
                new Facts.Restriction(Facts.Restriction.Kind.HOLD, "migration", "ada", NOW, null, "p#2"));
        assertSays(PROD, Verdict.FAIL, "held by ada since 2026-11-24T12:00:00Z: migration");

        given.veto = new Facts.Veto("leaks data", "grace", "e#9");
        assertSays(PROD, Verdict.FAIL, "vetoed by grace: leaks data");
    }

    @Test
    void asksTheOperatorsOwnConditionAndTakesNoAnswerForAnError() {
        assertSays(expression("scan.packages < 50"), Verdict.PASS, "holds: scan.packages < 50");
        assertSays(expression("scan.packages < 5"), Verdict.FAIL, "does not hold: scan.packages < 5");
        assertSays(
                expression("tests.exists(t, t.name == 'unit' && t.verdict == 'PASS') && !has(scan.broken)"
                        + " && timestamp(at) > timestamp(deployed.dev.at)"),
                Verdict.PASS,
                "holds: ");
        assertSays(expression("scan.packages"), Verdict.ERROR, "no answer from scan.packages (it is neither");
        given.scanned = false;
        assertSays(expression("scan.packages < 50"), Verdict.ERROR, "no answer from scan.packages < 50 (");
    }

    @Test
    void tellsNoMoreThanAnEventCanHold() {
        given.veto = new Facts.Veto("€".repeat(5000), "grace", "e#9");

        var told = Gates.decide(PROD, given.facts()).gates().getLast().told();

        assertThat(told.because()).startsWith("vetoed by grace: €").endsWith("€…");
        assertThat(told.because().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(1_003);
    }

    @Test
    void letsTheWorstAnswerCount() {
        given.tests.add(new Facts.Test("e2e", Verdict.ERROR, "ended by the machine", "e#4"));
        given.scanned = false;

        var decision = Gates.decide(PROD, given.facts());

        assertThat(decision.gates()).extracting(Answer::verdict).contains(Verdict.INCONCLUSIVE, Verdict.FAIL);
        assertThat(decision.verdict()).isEqualTo(Verdict.FAIL);
    }

    private void assertSays(EnvironmentPolicy policy, Verdict verdict, String because) {
        var decision = Gates.decide(policy, given.facts());
        assertThat(decision.gates()).anySatisfy(gate -> {
            assertThat(gate.verdict()).isEqualTo(verdict);
            assertThat(gate.because()).startsWith(because);
        });
        assertThat(decision.verdict()).isEqualTo(verdict);
    }

    private static EnvironmentPolicy optional() {
        return policy(new GateRules(TestsRule.OPTIONAL, SCAN, null, null, List.of(), null));
    }

    private static EnvironmentPolicy approvals(int count) {
        return rules(new ApprovalRule(count, "release-manager", Duration.ofDays(7)), null);
    }

    private static EnvironmentPolicy expression(String expression) {
        return rules(null, expression);
    }

    private static EnvironmentPolicy rules(@Nullable ApprovalRule approvals, @Nullable String expression) {
        return policy(new GateRules(TestsRule.REQUIRED, SCAN, approvals, null, List.of(), expression));
    }
}
