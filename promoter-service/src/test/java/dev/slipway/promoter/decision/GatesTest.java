package dev.slipway.promoter.decision;

import static dev.slipway.promoter.decision.Samples.NOW;
import static dev.slipway.promoter.decision.Samples.PASSED;
import static dev.slipway.promoter.decision.Samples.PROD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Fact.GateAnswer;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import dev.slipway.promoter.policy.ScanRule;
import dev.slipway.promoter.policy.TestsRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatesTest {
    @Test
    void passesWhatHoldsEverythingAndSaysWhy() {
        var decision = Gates.decide(PROD, Samples.good());

        assertThat(decision.verdict()).isEqualTo(Verdict.PASS);
        assertThat(decision.gates())
                .containsExactly(
                        new GateAnswer("published", Verdict.PASS, "the image is in the registry under its tags"),
                        new GateAnswer("order", Verdict.PASS, "was deployed well to dev"),
                        new GateAnswer("tests", Verdict.PASS, "passed: unit"),
                        new GateAnswer("scan", Verdict.PASS, "found 2 × HIGH, within the limits"));
    }

    @Test
    void refusesATestThatDidNotPassEvenWhereTestsAreOptional() {
        var facts = Samples.withTests(PASSED, new Facts.Test("e2e", Verdict.FAIL, "exit code 1"));

        assertSays(with(TestsRule.OPTIONAL), facts, Verdict.FAIL, "did not pass: e2e (exit code 1)");
    }

    @Test
    void asksForATestUnlessTestsAreOptional() {
        assertSays(
                PROD,
                Samples.withTests(),
                Verdict.INCONCLUSIVE,
                "no test has run: add one to slipway.yaml, or set 'tests: optional' for this environment");
        assertSays(with(TestsRule.OPTIONAL), Samples.withTests(), Verdict.PASS, "has no tests, and needs none here");
    }

    @Test
    void refusesFindingsOverTheLimitAndCountsThem() {
        var facts = Samples.withScan(Samples.scan(Map.of("CRITICAL", 1, "HIGH", 3, "LOW", 90), Map.of()));

        assertSays(PROD, facts, Verdict.FAIL, "found 1 critical (at most 0 allowed), 3 high (at most 2 allowed)");
    }

    @Test
    void doesNotTakeTheUncheckedForTheClean() {
        var facts = Samples.withScan(Samples.scan(Map.of(), Map.of("npm", 12)));

        assertSays(
                PROD,
                facts,
                Verdict.INCONCLUSIVE,
                "not everything could be checked: 12 × npm; add advisories for it, or set 'scan.unchecked: allow'");
        assertThat(Gates.decide(with(new ScanRule(Map.of(), true)), facts).verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void waitsForScanAndPublication() {
        assertSays(PROD, Samples.notScanned(), Verdict.INCONCLUSIVE, "not scanned yet");
        assertSays(PROD, Samples.withPublished(false), Verdict.INCONCLUSIVE, "the image is not published yet");
    }

    @Test
    void keepsTheOrderOfEnvironments() {
        var facts = Samples.withDeployed(Map.of("test", NOW));

        assertSays(PROD, facts, Verdict.FAIL, "has not been deployed well to dev yet");
        assertThat(Gates.inOrder(PROD, facts)).isFalse();
        assertThat(Gates.inOrder(PROD, Samples.good())).isTrue();
    }

    @Test
    void letsTheWorstAnswerCount() {
        var facts = Samples.withTests(new Facts.Test("unit", Verdict.ERROR, "ended by the machine"));

        var decision = Gates.decide(
                PROD, new Facts(facts.app(), facts.digest(), 7, NOW, true, facts.tests(), null, facts.deployed()));

        assertThat(decision.gates()).extracting(GateAnswer::verdict).contains(Verdict.INCONCLUSIVE, Verdict.FAIL);
        assertThat(decision.verdict()).isEqualTo(Verdict.FAIL);
    }

    private static void assertSays(EnvironmentPolicy policy, Facts facts, Verdict verdict, String because) {
        var decision = Gates.decide(policy, facts);
        assertThat(decision.verdict()).isEqualTo(verdict);
        assertThat(decision.gates()).anySatisfy(gate -> {
            assertThat(gate.verdict()).isEqualTo(verdict);
            assertThat(gate.because()).isEqualTo(because);
        });
    }

    private static EnvironmentPolicy with(TestsRule tests) {
        return new EnvironmentPolicy(PROD.name(), PROD.after(), true, tests, PROD.scan());
    }

    private static EnvironmentPolicy with(ScanRule scan) {
        return new EnvironmentPolicy(PROD.name(), List.copyOf(PROD.after()), true, PROD.tests(), scan);
    }
}
