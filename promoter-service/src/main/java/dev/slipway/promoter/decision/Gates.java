package dev.slipway.promoter.decision;

import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import dev.slipway.promoter.policy.GateRules;
import dev.slipway.promoter.policy.TestsRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The questions a placement must pass. No clock, no network: the same policy and facts give the same answer for ever.
 * What is not known is never a yes.
 */
public final class Gates {
    private Gates() {}

    public static Decision decide(EnvironmentPolicy policy, Facts facts) {
        GateRules rules = policy.gates();
        List<Answer> answers = new ArrayList<>();
        answers.add(published(facts));
        answers.add(order(policy.after(), facts));
        answers.add(tests(rules.tests(), facts));
        answers.add(ScanGate.ask(rules.scan(), facts));
        ClosedGates.soak(policy, facts).ifPresent(answers::add);
        ApprovalGate.ask(rules.approvals(), facts).ifPresent(answers::add);
        ClosedGates.freeze(facts).ifPresent(answers::add);
        ClosedGates.hold(facts).ifPresent(answers::add);
        ClosedGates.veto(facts).ifPresent(answers::add);
        ExpressionGate.ask(rules.expression(), facts).ifPresent(answers::add);
        return Decision.of(answers);
    }

    /** Whether the digest has been where it has to be before. */
    public static boolean inOrder(EnvironmentPolicy policy, Facts facts) {
        return missing(policy.after(), facts).isEmpty();
    }

    private static Answer published(Facts facts) {
        return facts.published()
                ? Answer.of("published", Verdict.PASS, "the image is in the registry under its tags")
                : Answer.of("published", Verdict.INCONCLUSIVE, "the image is not published yet");
    }

    private static Answer order(List<EnvironmentName> after, Facts facts) {
        if (after.isEmpty()) {
            return Answer.of("order", Verdict.PASS, "comes after no other environment");
        }
        List<String> missing = missing(after, facts);
        if (!missing.isEmpty()) {
            return Answer.of(
                    "order",
                    Verdict.FAIL,
                    "has not been deployed well to %s yet".formatted(String.join(" and ", missing)));
        }
        Map<String, Facts.Deployed> deployed = facts.deployed();
        List<String> entries = after.stream()
                .flatMap(name ->
                        deployed.entrySet().stream().filter(one -> one.getKey().equals(name.value())))
                .map(one -> one.getValue().entry())
                .toList();
        return new Answer("order", Verdict.PASS, "was deployed well to " + names(after), entries);
    }

    private static List<String> missing(List<EnvironmentName> after, Facts facts) {
        return after.stream()
                .map(EnvironmentName::value)
                .filter(name -> !facts.deployed().containsKey(name))
                .toList();
    }

    private static String names(List<EnvironmentName> environments) {
        return environments.stream().map(EnvironmentName::value).collect(Collectors.joining(" and "));
    }

    private static Answer tests(TestsRule rule, Facts facts) {
        List<String> failed = facts.tests().stream()
                .filter(test -> test.verdict() != Verdict.PASS)
                .map(test -> "%s (%s)".formatted(test.name(), test.because()))
                .toList();
        List<String> entries = facts.tests().stream().map(Facts.Test::entry).toList();
        if (!failed.isEmpty()) {
            return new Answer("tests", Verdict.FAIL, "did not pass: " + String.join(", ", failed), entries);
        }
        if (facts.tests().isEmpty()) {
            return rule == TestsRule.OPTIONAL
                    ? Answer.of("tests", Verdict.PASS, "has no tests, and needs none here")
                    : Answer.of(
                            "tests",
                            Verdict.INCONCLUSIVE,
                            "no test has run: add one to slipway.yaml, or set 'tests: optional' for this environment");
        }
        String passed = facts.tests().stream().map(Facts.Test::name).collect(Collectors.joining(", "));
        return new Answer("tests", Verdict.PASS, "passed: " + passed, entries);
    }
}
