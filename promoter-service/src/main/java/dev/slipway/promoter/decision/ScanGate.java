package dev.slipway.promoter.decision;

import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.ScanRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the scan found no more than may be, and is one to go by. */
final class ScanGate {
    private static final int NAMED = 5;

    private final ScanRule rule;
    private final Facts facts;
    private final Facts.Scan scan;
    private final List<Facts.Finding> counted = new ArrayList<>();
    private final List<String> waived = new ArrayList<>();

    private ScanGate(ScanRule rule, Facts facts, Facts.Scan scan) {
        this.rule = rule;
        this.facts = facts;
        this.scan = scan;
        scan.known().forEach(this::sort);
    }

    static Answer ask(ScanRule rule, Facts facts) {
        Facts.Scan scan = facts.scan();
        return scan == null
                ? Answer.of("scan", Verdict.INCONCLUSIVE, "not scanned yet")
                : new ScanGate(rule, facts, scan).answer();
    }

    private void sort(Facts.Finding finding) {
        Facts.Waiver waiver = facts.waivers().stream()
                .filter(one -> one.covers(finding) && one.holds(facts.at()))
                .findFirst()
                .orElse(null);
        if (waiver != null) {
            waived.add("%s in %s (%s%s, %s)"
                    .formatted(
                            finding.advisory(),
                            finding.packageName(),
                            waiver.owner(),
                            waiver.expires() == null ? "" : " until " + Say.time(waiver.expires()),
                            waiver.reason()));
        } else if (!rule.fixableOnly() || finding.fixedIn() != null) {
            counted.add(finding);
        }
    }

    private Answer answer() {
        if (scan.broken() != null) {
            return answer(
                    Verdict.ERROR, "the report %s cannot be used: %s".formatted(scan.reportSha256(), scan.broken()));
        }
        List<String> over = over(counts());
        if (!over.isEmpty()) {
            return answer(Verdict.FAIL, "found " + String.join(", ", over) + named());
        }
        List<String> open = open();
        return open.isEmpty()
                ? answer(Verdict.PASS, "found %s, within the limits".formatted(found()))
                : answer(Verdict.INCONCLUSIVE, String.join("; ", open));
    }

    private Answer answer(Verdict verdict, String because) {
        String so = Stream.of(because, waivedNote(), expiredNote(), countsNote())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        List<String> evidence = Stream.of(scan.entry(), scan.reportSha256(), scan.sbomSha256())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(ArrayList::new));
        facts.waivers().forEach(waiver -> evidence.add(waiver.entry()));
        return new Answer("scan", verdict, so, evidence);
    }

    /** By severity: without a report only the scan's own counts are known, and what was opened since comes on top. */
    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        if (scan.findings() == null) {
            counts.putAll(scan.counts());
        }
        counted.forEach(finding -> counts.merge(finding.severity(), 1, Integer::sum));
        return counts;
    }

    private List<String> over(Map<String, Integer> counts) {
        List<String> over = new ArrayList<>();
        rule.max().forEach((severity, max) -> {
            int found = counts.getOrDefault(severity, 0);
            if (found > max) {
                over.add("%d %s (at most %d allowed)".formatted(found, severity.toLowerCase(Locale.ROOT), max));
            }
        });
        if (rule.secrets() != null && secrets() > rule.secrets()) {
            over.add("%d secrets (at most %d allowed)".formatted(secrets(), rule.secrets()));
        }
        return over;
    }

    private int secrets() {
        Map<String, Integer> secrets = scan.secrets();
        return secrets == null
                ? 0
                : secrets.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** What keeps the scan from being one to go by. */
    private List<String> open() {
        List<String> open = new ArrayList<>();
        Duration age = rule.age();
        if (age != null && !scan.at().plus(age).isAfter(facts.at())) {
            open.add("the scan of %s is older than %s: scan again".formatted(Say.time(scan.at()), Say.length(age)));
        }
        if (rule.secrets() != null && scan.secrets() == null) {
            open.add("the scan did not look for secrets");
        }
        if (!rule.unchecked() && !scan.unchecked().isEmpty()) {
            open.add("not everything could be checked: %s; add advisories for it, or set 'scan.unchecked: allow'"
                    .formatted(Say.counts(scan.unchecked())));
        }
        return open;
    }

    private String found() {
        Map<String, Integer> counts = counts();
        return counts.isEmpty() ? "nothing" : Say.counts(counts);
    }

    private String named() {
        List<String> names = counted.stream()
                .filter(finding -> rule.max().containsKey(finding.severity()))
                .map(ScanGate::name)
                .toList();
        if (names.isEmpty()) {
            return "";
        }
        String more = names.size() > NAMED ? " and %d more".formatted(names.size() - NAMED) : "";
        return ": " + names.stream().limit(NAMED).collect(Collectors.joining(", ")) + more;
    }

    private static String name(Facts.Finding finding) {
        return "%s in %s %s (%s)"
                .formatted(
                        finding.advisory(),
                        finding.packageName(),
                        finding.version(),
                        finding.fixedIn() == null ? "no fix" : "fixed in " + finding.fixedIn());
    }

    private String waivedNote() {
        return waived.isEmpty() ? "" : "waived: " + String.join(", ", waived);
    }

    /** Waivers that would cover something and no longer do. */
    private String expiredNote() {
        List<String> expired = facts.waivers().stream()
                .filter(waiver -> !waiver.holds(facts.at()))
                .filter(waiver -> counted.stream().anyMatch(waiver::covers))
                .map(waiver -> waiver.advisory() + " at " + Say.time(Objects.requireNonNull(waiver.expires())))
                .toList();
        return expired.isEmpty() ? "" : "counts again because its waiver expired: " + String.join(", ", expired);
    }

    private String countsNote() {
        boolean wanted = rule.fixableOnly() || !facts.waivers().isEmpty();
        return wanted && scan.findings() == null && !scan.counts().isEmpty()
                ? "the scan kept no report, so waivers and fixes could not be regarded"
                : "";
    }
}
