package dev.slipway.console.pages;

import dev.slipway.ledger.Ledger;
import dev.slipway.lifecycle.Digest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is known against a digest, in a few words. */
final class ScanSummary {
    private static final List<String> WORST_FIRST = List.of("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN");

    private ScanSummary() {}

    static String of(Ledger ledger, Digest digest) {
        if (ledger.artifact(digest).map(artifact -> artifact.sbomSha256()).isEmpty()) {
            return "not scanned yet";
        }
        Map<String, Long> counts = ledger.findings(digest).stream()
                .collect(Collectors.groupingBy(
                        finding -> finding.severity(),
                        () -> new TreeMap<>((a, b) -> Integer.compare(rank(a), rank(b))),
                        Collectors.counting()));
        return counts.isEmpty()
                ? "no findings"
                : counts.entrySet().stream()
                        .map(one -> one.getValue() + " " + one.getKey().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
    }

    private static int rank(String severity) {
        int index = WORST_FIRST.indexOf(severity);
        return index < 0 ? WORST_FIRST.size() : index;
    }
}
