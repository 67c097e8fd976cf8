package dev.slipway.promoter.decision;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last scan, with what became known after it. */
final class ScanFacts {
    private final Function<String, Optional<byte[]>> evidence;

    /** By where it was opened too: one that is resolved in one environment still stands in the others. */
    private final Map<String, Facts.Finding> opened = new TreeMap<>();

    private @Nullable LifecycleEvent event;
    private Fact.@Nullable ScanFinished scan;

    ScanFacts(Function<String, Optional<byte[]>> evidence) {
        this.evidence = evidence;
    }

    void add(LifecycleEvent next) {
        switch (next.fact()) {
            case Fact.ScanFinished finished -> {
                event = next;
                scan = finished;
                opened.clear();
            }
            case Fact.FindingOpened found ->
                opened.put(
                        key(found, found.advisory(), found.packageName(), found.version()),
                        new Facts.Finding(
                                found.advisory(),
                                null,
                                found.packageName(),
                                found.version(),
                                found.severity().toUpperCase(Locale.ROOT),
                                found.fixedIn()));
            case Fact.FindingResolved gone ->
                opened.remove(key(gone, gone.advisory(), gone.packageName(), gone.version()));
            default -> {
                // about something else
            }
        }
    }

    private static String key(Fact.InEnvironment fact, String advisory, String packageName, String version) {
        return String.join("\n", fact.environment().value(), advisory, packageName, version);
    }

    Facts.@Nullable Scan last() {
        Fact.ScanFinished finished = scan;
        LifecycleEvent at = event;
        if (finished == null || at == null) {
            return null;
        }
        List<Facts.Finding> findings = null;
        String broken = null;
        if (finished.reportSha256() != null) {
            try {
                findings = report(finished.reportSha256());
            } catch (ScanReport.Malformed e) {
                broken = e.getMessage();
            }
        }
        return new Facts.Scan(
                finished.snapshot(),
                finished.sbomSha256(),
                finished.reportSha256(),
                at.at(),
                finished.advisoriesAt(),
                finished.packages(),
                finished.severities(),
                findings,
                opened.values().stream().distinct().toList(),
                finished.unmatched(),
                finished.secrets(),
                broken,
                FactsOfDigest.entry(at));
    }

    private List<Facts.Finding> report(String sha256) throws ScanReport.Malformed {
        byte[] body = evidence.apply(sha256).orElseThrow(() -> new ScanReport.Malformed("the ledger does not have it"));
        return ScanReport.read(body);
    }
}
