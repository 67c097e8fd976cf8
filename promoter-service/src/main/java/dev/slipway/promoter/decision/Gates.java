package dev.slipway.promoter.decision;

import dev.slipway.events.Fact.GateAnswer;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import dev.slipway.promoter.policy.ScanRule;
import dev.slipway.promoter.policy.TestsRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The questions a placement must pass. No clock, no network: the same policy and facts give the same answer for ever. */
public final class Gates {
    private Gates() {}

    public static Decision decide(EnvironmentPolicy policy, Facts facts) {
        return Decision.of(List.of(
                published(facts),
                order(policy.after(), facts),
                tests(policy.tests(), facts),
                scan(policy.scan(), facts)));
    }

    /** Whether the digest has been where it has to be before. */
    public static boolean inOrder(EnvironmentPolicy policy, Facts facts) {
        return missing(policy.after(), facts).isEmpty();
    }

    private static GateAnswer published(Facts facts) {
        return facts.published()
                ? new GateAnswer("published", Verdict.PASS, "the image is in the registry under its tags")
                : new GateAnswer("published", Verdict.INCONCLUSIVE, "the image is not published yet");
    }

    private static GateAnswer order(List<EnvironmentName> after, Facts facts) {
        if (after.isEmpty()) {
            return new GateAnswer("order", Verdict.PASS, "comes after no other environment");
        }
        List<String> missing = missing(after, facts);
        return missing.isEmpty()
                ? new GateAnswer("order", Verdict.PASS, "was deployed well to " + names(after))
                : new GateAnswer(
                        "order",
                        Verdict.FAIL,
                        "has not been deployed well to %s yet".formatted(String.join(" and ", missing)));
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

    private static GateAnswer tests(TestsRule rule, Facts facts) {
        List<String> failed = facts.tests().stream()
                .filter(test -> test.verdict() != Verdict.PASS)
                .map(test -> "%s (%s)".formatted(test.name(), test.because()))
                .toList();
        if (!failed.isEmpty()) {
            return new GateAnswer("tests", Verdict.FAIL, "did not pass: " + String.join(", ", failed));
        }
        if (facts.tests().isEmpty()) {
            return rule == TestsRule.OPTIONAL
                    ? new GateAnswer("tests", Verdict.PASS, "has no tests, and needs none here")
                    : new GateAnswer(
                            "tests",
                            Verdict.INCONCLUSIVE,
                            "no test has run: add one to slipway.yaml, or set 'tests: optional' for this environment");
        }
        return new GateAnswer(
                "tests",
                Verdict.PASS,
                "passed: " + facts.tests().stream().map(Facts.Test::name).collect(Collectors.joining(", ")));
    }

    private static GateAnswer scan(ScanRule rule, Facts facts) {
        Facts.Scan scan = facts.scan();
        if (scan == null) {
            return new GateAnswer("scan", Verdict.INCONCLUSIVE, "not scanned yet");
        }
        List<String> over = over(rule, scan);
        if (!over.isEmpty()) {
            return new GateAnswer("scan", Verdict.FAIL, "found " + String.join(", ", over));
        }
        if (!rule.unchecked() && !scan.unchecked().isEmpty()) {
            return new GateAnswer(
                    "scan",
                    Verdict.INCONCLUSIVE,
                    "not everything could be checked: %s; add advisories for it, or set 'scan.unchecked: allow'"
                            .formatted(counts(scan.unchecked())));
        }
        return new GateAnswer(
                "scan",
                Verdict.PASS,
                "found %s, within the limits"
                        .formatted(scan.findings().isEmpty() ? "nothing" : counts(scan.findings())));
    }

    private static List<String> over(ScanRule rule, Facts.Scan scan) {
        List<String> over = new ArrayList<>();
        rule.max().forEach((severity, max) -> {
            int found = scan.findings().getOrDefault(severity, 0);
            if (found > max) {
                over.add("%d %s (at most %d allowed)".formatted(found, severity.toLowerCase(Locale.ROOT), max));
            }
        });
        return over;
    }

    private static String counts(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(one -> "%d × %s".formatted(one.getValue(), one.getKey()))
                .collect(Collectors.joining(", "));
    }
}
