package dev.slipway.scanner.advisory;

import dev.slipway.scanner.advisory.Unmatched.Reason;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.OsRelease;
import dev.slipway.scanner.version.VersionOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds an inventory against advisories: a function of the two, without clock or network. */
public final class Matcher {
    /** Distributions with OSV records, by the ID in their {@code os-release}, among those with a dpkg database. */
    private static final Map<String, String> ECOSYSTEMS = Map.of("debian", "Debian", "ubuntu", "Ubuntu");

    private final AdvisorySnapshot snapshot;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<InstalledPackage> notComparable = new HashSet<>();
    private @Nullable String notComparableExample;

    private Matcher(AdvisorySnapshot snapshot) {
        this.snapshot = snapshot;
    }

    public static Matches match(Inventory inventory, AdvisorySnapshot snapshot) {
        if (inventory.packages().isEmpty()) {
            return new Matches(snapshot.id(), List.of(), List.of());
        }
        return new Matcher(snapshot).match(inventory.os(), inventory.packages());
    }

    private Matches match(@Nullable OsRelease os, List<InstalledPackage> packages) {
        String distribution = os == null ? null : ECOSYSTEMS.get(os.id());
        if (os == null || distribution == null || os.versionId() == null) {
            return nothing(Reason.UNKNOWN_RELEASE, os == null ? "" : os.id(), packages, unknownRelease(os));
        }
        String ecosystem = distribution + ":" + os.versionId();
        Optional<VersionOrder> order = VersionOrder.ofEcosystem(ecosystem);
        if (order.isEmpty()) {
            return nothing(
                    Reason.NO_VERSION_ORDER,
                    ecosystem,
                    packages,
                    "versions of %s cannot be compared yet".formatted(distribution));
        }
        if (!snapshot.ecosystems().contains(ecosystem)) {
            return nothing(
                    Reason.NO_ADVISORIES,
                    ecosystem,
                    packages,
                    "the advisories hold nothing about %s; import %s/all.zip".formatted(ecosystem, distribution));
        }
        for (InstalledPackage installed : packages) {
            match(installed, List.of(ecosystem, distribution), order.get());
        }
        findings.sort(Comparator.comparing(Finding::advisory)
                .thenComparing(finding -> finding.installed().name())
                .thenComparing(finding -> finding.installed().version())
                .thenComparing(finding -> finding.installed().architecture()));
        return new Matches(snapshot.id(), findings, notCompared(ecosystem));
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

    private List<Unmatched> notCompared(String ecosystem) {
        return notComparableExample == null
                ? List.of()
                : List.of(new Unmatched(Reason.NOT_COMPARABLE, ecosystem, notComparable.size(), notComparableExample));
    }

    private Matches nothing(Reason reason, String ecosystem, List<InstalledPackage> packages, String detail) {
        return new Matches(
                snapshot.id(), List.of(), List.of(new Unmatched(reason, ecosystem, packages.size(), detail)));
    }

    private static String unknownRelease(@Nullable OsRelease os) {
        if (os == null) {
            return "the image has packages and no os-release, so it is not known which distribution's advisories apply";
        }
        if (!ECOSYSTEMS.containsKey(os.id())) {
            return "no advisories are matched for the distribution '%s' yet".formatted(os.id());
        }
        return "the os-release of '%s' has no VERSION_ID (a rolling release?), so it is not known which advisories apply"
                .formatted(os.id());
    }
}
