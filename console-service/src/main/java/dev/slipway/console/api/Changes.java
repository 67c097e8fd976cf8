package dev.slipway.console.api;

import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.ComponentView;
import dev.slipway.ledger.FindingView;
import dev.slipway.ledger.Ledger;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one digest has that another has not.
 *
 * @param from what it is compared with
 * @param components packages that came, went or have other versions
 * @param opened what is known against {@code to} and was not against {@code from}
 * @param closed what is no longer known against it
 */
record Changes(Side from, Side to, List<Component> components, List<FindingView> opened, List<FindingView> closed) {
    /** A digest, the commit it was made of, and whether its contents are known. */
    record Side(Digest digest, CommitId commit, String sourceRepository, boolean scanned) {}

    /**
     * One package.
     *
     * @param purl package URL without its version
     * @param before versions; none where it came
     * @param now versions; none where it went
     */
    record Component(String purl, Set<String> before, Set<String> now) {}

    static Changes between(Ledger ledger, ArtifactView from, ArtifactView to) {
        List<FindingView> before = ledger.findings(from.digest());
        List<FindingView> now = ledger.findings(to.digest());
        return new Changes(
                side(from),
                side(to),
                components(versions(ledger.components(from.digest())), versions(ledger.components(to.digest()))),
                without(now, before),
                without(before, now));
    }

    private static Side side(ArtifactView artifact) {
        return new Side(
                artifact.digest(), artifact.commit(), artifact.sourceRepository(), artifact.sbomSha256() != null);
    }

    private static SortedMap<String, Set<String>> versions(List<ComponentView> components) {
        return components.stream()
                .collect(Collectors.groupingBy(
                        component -> withoutVersion(component.purl()),
                        TreeMap::new,
                        Collectors.mapping(ComponentView::version, Collectors.toCollection(TreeSet::new))));
    }

    /** {@code pkg:deb/debian/curl@7.88.1?arch=amd64} is {@code pkg:deb/debian/curl}. */
    static String withoutVersion(String purl) {
        String path = purl.split("[?#]", 2)[0];
        int at = path.lastIndexOf('@');
        return at < path.lastIndexOf('/') ? path : path.substring(0, at);
    }

    private static List<Component> components(Map<String, Set<String>> before, Map<String, Set<String>> now) {
        Set<String> all = new TreeSet<>(before.keySet());
        all.addAll(now.keySet());
        List<Component> changed = new ArrayList<>();
        for (String purl : all) {
            Component one = new Component(purl, before.getOrDefault(purl, Set.of()), now.getOrDefault(purl, Set.of()));
            if (!one.before().equals(one.now())) {
                changed.add(one);
            }
        }
        return changed;
    }

    /** The same advisory against the same package is the same finding, whatever the version. */
    private static List<FindingView> without(List<FindingView> findings, List<FindingView> known) {
        Set<String> keys = known.stream().map(Changes::key).collect(Collectors.toSet());
        return findings.stream().filter(one -> !keys.contains(key(one))).toList();
    }

    private static String key(FindingView finding) {
        return finding.advisory() + " " + finding.packageName();
    }
}
