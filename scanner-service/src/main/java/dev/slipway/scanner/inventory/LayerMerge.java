package dev.slipway.scanner.inventory;

import dev.slipway.lifecycle.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lays the layers over each other as a runtime does. A layer first hides (whiteouts, opaque directories, things that
 * replace other things) what lower layers brought, and then brings its own: the order of entries inside it is
 * irrelevant.
 */
final class LayerMerge {
    private final TreeMap<String, Visible> visible = new TreeMap<>();

    /** From the lowest layer up. */
    static Inventory merge(List<LayerFacts> layers) {
        LayerMerge merge = new LayerMerge();
        layers.forEach(merge::add);
        return merge.inventory();
    }

    private void add(LayerFacts layer) {
        // A database is one file: a layer that adds one package brings all the others again.
        Map<String, Visible> before = new LinkedHashMap<>(visible);
        layer.whiteouts().forEach(path -> {
            visible.remove(path);
            hideBelow(path);
        });
        layer.opaque().forEach(this::hideBelow);
        layer.directories().forEach(visible::remove);
        layer.paths().forEach((path, fact) -> {
            if (fact instanceof PathFact.NotFollowed) {
                hideBelow(path);
            }
        });
        layer.paths().forEach((path, fact) -> visible.put(path, visible(fact, layer.diffId(), before.get(path))));
    }

    private void hideBelow(String directory) {
        if (directory.isEmpty()) {
            visible.clear();
        } else {
            // '0' is the character after '/'.
            visible.subMap(directory + "/", directory + "0").clear();
        }
    }

    private static Visible visible(PathFact fact, Digest layer, @Nullable Visible before) {
        Map<DpkgPackage, Digest> origins = new LinkedHashMap<>();
        if (fact instanceof PathFact.DpkgDatabase database) {
            for (DpkgPackage listed : database.packages()) {
                Digest earlier = before == null ? null : before.origins.get(listed);
                origins.put(listed, earlier == null ? layer : earlier);
            }
        }
        return new Visible(fact, layer, origins);
    }

    private Inventory inventory() {
        Map<DpkgPackage, InstalledPackage> packages = new LinkedHashMap<>();
        List<Gap> gaps = new ArrayList<>();
        visible.forEach((path, at) -> {
            at.origins.forEach(
                    (listed, layer) -> packages.putIfAbsent(listed, InstalledPackage.of(listed, layer, path)));
            addGaps(path, at, gaps);
        });
        OsRelease os = os();
        if (packages.isEmpty() && (os != null || hasEmptyDatabase())) {
            gaps.add(
                    new Gap(
                            Gap.Kind.NO_PACKAGES,
                            null,
                            WantedPaths.DPKG_STATUS,
                            "the image has a distribution's files and no package on record; nothing can be matched against it"));
        }
        return new Inventory(os, sorted(packages.values()), gaps);
    }

    private static List<InstalledPackage> sorted(Collection<InstalledPackage> packages) {
        return packages.stream()
                .sorted(Comparator.comparing(InstalledPackage::name)
                        .thenComparing(InstalledPackage::version)
                        .thenComparing(InstalledPackage::architecture)
                        .thenComparing(InstalledPackage::source)
                        .thenComparing(InstalledPackage::sourceVersion))
                .toList();
    }

    private static void addGaps(String path, Visible at, List<Gap> gaps) {
        switch (at.fact) {
            case PathFact.DpkgDatabase database ->
                database.broken().forEach(what -> gaps.add(new Gap(Gap.Kind.BROKEN_RECORD, at.layer, path, what)));
            case PathFact.UnreadDatabase unread ->
                gaps.add(new Gap(
                        Gap.Kind.UNREAD_DATABASE,
                        at.layer,
                        path,
                        "the image has an %s package database, which is not read yet".formatted(unread.kind())));
            case PathFact.NotFollowed odd -> {
                // os-release usually is a link to the other place it is looked for.
                if (!WantedPaths.isOsRelease(path) && WantedPaths.leadsToDpkg(path)) {
                    gaps.add(new Gap(
                            Gap.Kind.NOT_FOLLOWED, at.layer, path, "is %s, not followed".formatted(odd.what())));
                }
            }
            case PathFact.OsIdentity ignored -> {}
        }
    }

    private boolean hasEmptyDatabase() {
        return visible.values().stream()
                .anyMatch(at -> at.fact instanceof PathFact.DpkgDatabase database
                        && database.packages().isEmpty());
    }

    private @Nullable OsRelease os() {
        for (String path : List.of(WantedPaths.ETC_OS_RELEASE, WantedPaths.USR_OS_RELEASE)) {
            Visible at = visible.get(path);
            if (at != null && at.fact instanceof PathFact.OsIdentity(OsRelease release)) {
                return release;
            }
        }
        return null;
    }

    private record Visible(PathFact fact, Digest layer, Map<DpkgPackage, Digest> origins) {}
}
