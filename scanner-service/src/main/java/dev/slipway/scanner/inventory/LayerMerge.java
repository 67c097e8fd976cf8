package dev.slipway.scanner.inventory;

import dev.slipway.lifecycle.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lays the layers over each other as a runtime does. A layer first hides (whiteouts, opaque directories, things that
 * replace other things) what lower layers brought, and then brings its own: the order of entries inside it is
 * irrelevant.
 */
final class LayerMerge {
    /** Where Debian's own packages put libraries of other ecosystems; images unpacked without dpkg have no lists of files. */
    private static final List<String> DEBIAN_LIBRARIES =
            List.of("usr/lib/python3/dist-packages/", "usr/share/java/", "usr/share/nodejs/", "usr/share/npm/");

    private final TreeMap<String, Visible> visible = new TreeMap<>();
    private final TreeSet<String> setuid = new TreeSet<>();
    private final List<Secret> secrets = new ArrayList<>();

    /** From the lowest layer up. */
    static Inventory merge(List<LayerFacts> layers) {
        LayerMerge merge = new LayerMerge();
        layers.forEach(merge::add);
        return merge.inventory();
    }

    private void add(LayerFacts layer) {
        // A database is one file: a layer that adds one package brings all the others again.
        Map<String, Visible> before = new LinkedHashMap<>(visible);
        Hiding hiding = new Hiding(layer);
        visible.keySet().removeIf(hiding::hides);
        setuid.removeIf(hiding::hides);
        layer.paths().forEach((path, fact) -> visible.put(path, visible(fact, layer.diffId(), before.get(path))));
        setuid.addAll(layer.setuid());
        secrets.addAll(layer.secrets());
    }

    private static Visible visible(PathFact fact, Digest layer, @Nullable Visible before) {
        Map<ListedPackage, Digest> origins = new LinkedHashMap<>();
        if (fact instanceof PathFact.Packages found) {
            for (ListedPackage listed : found.packages()) {
                Digest earlier = before == null ? null : before.origins.get(listed);
                origins.put(listed, earlier == null ? layer : earlier);
            }
        }
        return new Visible(fact, layer, origins);
    }

    /** In databases of a distribution a package counts once; elsewhere each copy is one that can be attacked. */
    private record Key(ListedPackage listed, String path) {}

    private Inventory inventory() {
        Map<Key, InstalledPackage> packages = new LinkedHashMap<>();
        List<Gap> gaps = new ArrayList<>();
        boolean debian = visible.values().stream()
                .anyMatch(at -> at.fact instanceof PathFact.Packages found && found.kind() == PackageKind.DEB);
        visible.forEach((path, at) -> {
            if (!isLeftOut(path, at.fact, debian)) {
                at.origins.forEach((listed, layer) -> packages.putIfAbsent(
                        new Key(listed, listed.kind().isDistribution() ? "" : path),
                        InstalledPackage.of(listed, layer, path)));
                addGaps(path, at, gaps);
            }
        });
        OsRelease os = os();
        if ((os != null || hasEmptyDatabase())
                && packages.values().stream().noneMatch(one -> one.kind().isDistribution())) {
            gaps.add(
                    new Gap(
                            Gap.Kind.NO_PACKAGES,
                            null,
                            WantedPaths.DPKG_STATUS,
                            "the image has a distribution's files and no package on record; nothing can be matched against it"));
        }
        return new Inventory(os, sorted(packages.values()), gaps, secrets, List.copyOf(setuid));
    }

    private boolean isLeftOut(String path, PathFact fact, boolean debian) {
        if (!(fact instanceof PathFact.Packages found) || found.kind().isDistribution()) {
            return false;
        }
        return (debian && DEBIAN_LIBRARIES.stream().anyMatch(path::startsWith))
                || (WantedPaths.isNpmLock(path) && isInstalled(EntryPath.parent(path)));
    }

    /** What is installed beside a lock file says better than the lock file what is there. */
    private boolean isInstalled(String folder) {
        String modules = folder.isEmpty() ? "node_modules/" : folder + "/node_modules/";
        return visible.tailMap(modules).entrySet().stream()
                .takeWhile(at -> at.getKey().startsWith(modules))
                .anyMatch(at -> at.getValue().fact instanceof PathFact.Packages);
    }

    private static List<InstalledPackage> sorted(Collection<InstalledPackage> packages) {
        return packages.stream()
                .sorted(Comparator.comparing(InstalledPackage::kind)
                        .thenComparing(InstalledPackage::name)
                        .thenComparing(InstalledPackage::version)
                        .thenComparing(InstalledPackage::architecture)
                        .thenComparing(InstalledPackage::source)
                        .thenComparing(InstalledPackage::sourceVersion)
                        .thenComparing(InstalledPackage::path))
                .toList();
    }

    private static void addGaps(String path, Visible at, List<Gap> gaps) {
        switch (at.fact) {
            case PathFact.Packages found ->
                found.doubts().forEach(doubt -> gaps.add(new Gap(doubt.kind(), at.layer, path, doubt.what())));
            case PathFact.UnreadDatabase unread ->
                gaps.add(new Gap(
                        Gap.Kind.UNREAD_DATABASE,
                        at.layer,
                        path,
                        "the image has an %s package database, which is not read yet".formatted(unread.kind())));
            case PathFact.NotFollowed odd -> {
                // os-release usually is a link to the other place it is looked for.
                if (WantedPaths.leadsToPackages(path) || WantedPaths.isApplication(path)) {
                    gaps.add(new Gap(
                            Gap.Kind.NOT_FOLLOWED, at.layer, path, "is %s, not followed".formatted(odd.what())));
                }
            }
            case PathFact.OsIdentity _ -> {}
        }
    }

    private boolean hasEmptyDatabase() {
        return visible.values().stream()
                .anyMatch(at -> at.fact instanceof PathFact.Packages found
                        && found.kind().isDistribution()
                        && found.packages().isEmpty());
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

    private record Visible(PathFact fact, Digest layer, Map<ListedPackage, Digest> origins) {}
}
