package dev.slipway.scanner;

import dev.slipway.events.Fact;
import dev.slipway.ledger.ComponentView;
import dev.slipway.ledger.FindingView;
import dev.slipway.ledger.SnapshotView;
import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.advisory.AdvisorySnapshot;
import dev.slipway.scanner.advisory.Ecosystem;
import dev.slipway.scanner.advisory.Finding;
import dev.slipway.scanner.advisory.Matcher;
import dev.slipway.scanner.advisory.Matches;
import dev.slipway.scanner.advisory.Unmatched;
import dev.slipway.scanner.inventory.Gap;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.OsRelease;
import dev.slipway.scanner.inventory.Secret;
import dev.slipway.scanner.lint.Remark;
import dev.slipway.scanner.sbom.CycloneDxSbom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an image contains and what one advisory snapshot says about it, in the ledger's words. */
record Scanned(Digest digest, ScannedContents contents, SnapshotView snapshot, Matches matches) {
    static Scanned of(Digest digest, ScannedContents contents, SnapshotView snapshot, AdvisorySnapshot advisories) {
        return new Scanned(digest, contents, snapshot, Matcher.match(contents.inventory(), advisories));
    }

    List<ComponentView> components() {
        return inventory().packages().stream()
                .map(one -> {
                    Ecosystem ecosystem = Ecosystem.of(one, inventory().os());
                    return new ComponentView(
                            CycloneDxSbom.packageUrl(one, inventory().os()),
                            one.name(),
                            one.version(),
                            ecosystem.unknown() == null ? ecosystem.name() : null,
                            one.source());
                })
                .toList();
    }

    /** The ecosystems that a snapshot may begin or cease to know. */
    List<String> ecosystems() {
        return components().stream()
                .map(ComponentView::ecosystem)
                .filter(name -> name != null)
                .distinct()
                .sorted()
                .toList();
    }

    List<FindingView> findings() {
        return matches.findings().stream().map(this::finding).toList();
    }

    private FindingView finding(Finding finding) {
        InstalledPackage installed = finding.installed();
        return new FindingView(
                finding.advisory(),
                installed.name(),
                installed.version(),
                finding.fixedIn(),
                finding.rating().severity().name(),
                finding.rating().source(),
                CycloneDxSbom.packageUrl(installed, inventory().os()),
                installed.path(),
                installed.layer().value());
    }

    private ScanReport.Found found(Finding finding) {
        FindingView view = finding(finding);
        return new ScanReport.Found(
                view.advisory(),
                finding.aliases(),
                view.packageName(),
                view.version(),
                String.valueOf(view.purl()),
                view.severity(),
                view.severitySource(),
                view.fixedIn(),
                view.path(),
                view.layer());
    }

    ScanReport report() {
        return new ScanReport(
                digest.value(),
                new ScanReport.Advisories(snapshot.id(), snapshot.at().toString()),
                new ScanReport.Result(
                        operatingSystem(),
                        inventory().packages().size(),
                        matches.findings().stream().map(this::found).toList(),
                        matches.unmatched(),
                        inventory().gaps().stream().map(ScanReport.Hole::of).toList(),
                        inventory().secrets(),
                        contents.lint()));
    }

    Fact fact(String sbomSha256, String reportSha256) {
        return new Fact.ScanFinished(
                snapshot.id(),
                sbomSha256,
                inventory().packages().size(),
                counted(matches.findings(), one -> one.rating().severity().name()),
                unknown(),
                operatingSystem(),
                reportSha256,
                counted(inventory().secrets(), Secret::rule),
                counted(contents.lint(), Remark::id),
                snapshot.at());
    }

    Inventory inventory() {
        return contents.inventory();
    }

    private @Nullable String operatingSystem() {
        OsRelease os = inventory().os();
        return os == null ? null : os.prettyName();
    }

    /** What nothing can be said about: an image with any of it is not known to be clean. */
    private Map<String, Integer> unknown() {
        Map<String, Integer> counts = new TreeMap<>();
        for (Unmatched unmatched : matches.unmatched()) {
            counts.merge(unmatched.ecosystem() + " " + unmatched.reason(), unmatched.packages(), Integer::sum);
        }
        for (Gap gap : inventory().gaps()) {
            counts.merge(gap.kind().name(), 1, Integer::sum);
        }
        return counts;
    }

    private static <T> Map<String, Integer> counted(List<T> all, Function<T, String> key) {
        return all.stream().collect(Collectors.toMap(key, one -> 1, Integer::sum, TreeMap::new));
    }
}
