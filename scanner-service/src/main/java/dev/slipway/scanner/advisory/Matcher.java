package dev.slipway.scanner.advisory;

import dev.slipway.scanner.advisory.Unmatched.Reason;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.version.VersionOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds an inventory against advisories: a function of the two, without clock or network. */
public final class Matcher {
    private final AdvisorySnapshot snapshot;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Unmatched> unmatched = new ArrayList<>();
    private final Set<InstalledPackage> notComparable = new HashSet<>();
    private @Nullable String notComparableExample;

    private Matcher(AdvisorySnapshot snapshot) {
        this.snapshot = snapshot;
    }

    public static Matches match(Inventory inventory, AdvisorySnapshot snapshot) {
        Matcher matcher = new Matcher(snapshot);
        Map<Ecosystem, List<InstalledPackage>> groups = inventory.packages().stream()
                .collect(Collectors.groupingBy(
                        one -> Ecosystem.of(one, inventory.os()), TreeMap::new, Collectors.toList()));
        groups.forEach(matcher::match);
        matcher.findings.sort(Comparator.comparing(Finding::advisory)
                .thenComparing(finding -> finding.installed().name())
                .thenComparing(finding -> finding.installed().version())
                .thenComparing(finding -> finding.installed().architecture())
                .thenComparing(finding -> finding.installed().path()));
        return new Matches(snapshot.id(), matcher.findings, matcher.unmatched);
    }

    private void match(Ecosystem ecosystem, List<InstalledPackage> packages) {
        if (ecosystem.unknown() != null) {
            without(ecosystem.unknown(), ecosystem.name(), packages, ecosystem.detail());
            return;
        }
        Optional<VersionOrder> order = VersionOrder.ofEcosystem(ecosystem.name());
        if (order.isEmpty()) {
            String detail = "versions of %s cannot be compared yet".formatted(ecosystem.base());
            without(Reason.NO_VERSION_ORDER, ecosystem.name(), packages, detail);
            return;
        }
        if (ecosystem.names().stream().noneMatch(snapshot.ecosystems()::contains)) {
            String detail = "the advisories hold nothing about %s; import %s/all.zip"
                    .formatted(ecosystem.name(), ecosystem.base());
            without(Reason.NO_ADVISORIES, ecosystem.name(), packages, detail);
            return;
        }
        notComparable.clear();
        notComparableExample = null;
        for (InstalledPackage installed : packages) {
            match(installed, ecosystem.allNames(), order.get());
        }
        if (notComparableExample != null) {
            unmatched.add(
                    new Unmatched(Reason.NOT_COMPARABLE, ecosystem.name(), notComparable.size(), notComparableExample));
        }
    }

    /** A record that names a distribution without a release speaks about each of them. */
    private void match(InstalledPackage installed, List<String> ecosystems, VersionOrder order) {
        Set<String> found = new HashSet<>();
        List<AdvisorySnapshot.Entry> entries = ecosystems.stream()
                .flatMap(ecosystem -> snapshot.about(ecosystem, installed.source()).stream())
                .toList();
        for (AdvisorySnapshot.Entry entry : entries) {
            Affected affected = entry.affected();
            try {
                if (found.contains(entry.advisory().id()) || !isAffected(installed.sourceVersion(), affected, order)) {
                    continue;
                }
                found.add(entry.advisory().id());
                findings.add(finding(entry, installed, order));
            } catch (IllegalArgumentException noVersion) {
                notComparable.add(installed);
                notComparableExample = "%s and %s: %s"
                        .formatted(installed.name(), entry.advisory().id(), noVersion.getMessage());
            }
        }
    }

    private void without(Reason reason, String ecosystem, List<InstalledPackage> packages, String detail) {
        unmatched.add(new Unmatched(reason, ecosystem, packages.size(), detail));
    }

    private static boolean isAffected(String version, Affected affected, VersionOrder order) {
        if (!affected.isComparable()) {
            throw new IllegalArgumentException("the advisory names no versions, only commits");
        }
        return affected.versions().contains(version)
                || affected.ranges().stream().anyMatch(range -> range.contains(version, order));
    }

    private static Finding finding(AdvisorySnapshot.Entry entry, InstalledPackage installed, VersionOrder order) {
        String version = installed.sourceVersion();
        Affected affected = entry.affected();
        // Where the version is inside a range, that range's fix; a version only listed takes the nearest there is.
        String fixedIn = affected.ranges().stream()
                .filter(range -> range.contains(version, order))
                .flatMap(range -> range.fixAfter(version, order).stream())
                .findFirst()
                .or(() -> affected.ranges().stream()
                        .flatMap(range -> range.fixAfter(version, order).stream())
                        .min(order::compare))
                .orElse(null);
        return new Finding(entry.advisory().id(), entry.advisory().aliases(), installed, fixedIn, affected.rating());
    }
}
