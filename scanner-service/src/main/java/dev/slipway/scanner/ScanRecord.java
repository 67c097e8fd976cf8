package dev.slipway.scanner;

import dev.slipway.events.Fact;
import dev.slipway.ledger.FindingView;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.ScanView;
import dev.slipway.ledger.ServingView;
import dev.slipway.ledger.SnapshotView;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a scan into the ledger, and tells each place that runs the digest what is new about it. */
final class ScanRecord {
    private final LedgerTx tx;
    private final Digest digest;
    private final Scanned scanned;

    private ScanRecord(LedgerTx tx, Scanned scanned) {
        this.tx = tx;
        this.digest = scanned.digest();
        this.scanned = scanned;
    }

    /** The first scan moves the artifact; a later one adds evidence only. */
    static void write(LedgerTx tx, Scanned scanned, String sbomSha256) throws Obsolete {
        new ScanRecord(tx, scanned).write(sbomSha256);
    }

    /** Nothing new is known; only that this was asked. A gate that waits may ask how old the scan is: there it is a fact. */
    static void unchanged(LedgerTx tx, Scanned scanned, ScanView before, String sbomSha256) {
        new ScanRecord(tx, scanned).unchanged(before, sbomSha256);
    }

    private void unchanged(ScanView before, String sbomSha256) {
        boolean waits = tx.placements(digest).stream().anyMatch(one -> one.state() == Placement.State.PENDING);
        String report = waits ? tx.keep(scanned.report().evidence()) : before.reportSha256();
        tx.scanned(
                digest,
                new ScanView(scanned.snapshot().number(), scanned.ecosystems(), before.inventorySha256(), report));
        if (waits) {
            tx.append(Subject.of(digest), scanned.fact(sbomSha256, report));
        }
        askAgainIfOutdated();
    }

    private void write(String sbomSha256) throws Obsolete {
        Subject subject = Subject.of(digest);
        boolean first = tx.scan(digest).isEmpty();
        List<FindingView> before = tx.findings(digest);
        String report = tx.keep(scanned.report().evidence());
        tx.contents(digest, scanned.components(), scanned.findings());
        tx.scanned(
                digest,
                new ScanView(
                        scanned.snapshot().number(),
                        scanned.ecosystems(),
                        tx.keep(scanned.contents().evidence()),
                        report));
        Fact fact = scanned.fact(sbomSha256, report);
        switch (tx.artifact(digest).orElseThrow().artifact()) {
            case Artifact.Built built -> tx.append(subject, built.scanned(), fact);
            case Artifact.Scanned _ -> tx.append(subject, fact);
            case Artifact.Retired _ -> throw new Obsolete("the artifact was retired");
        }
        if (!first) {
            tellWhoRunsIt(before);
        }
        tx.enqueue(NewJob.of(ScannerStage.ATTACH_LANE + digest, ScannerStage.ATTACH, subject, digest + "@" + report));
        askAgainIfOutdated();
    }

    /** A snapshot that came while this was at work did not know of it. */
    private void askAgainIfOutdated() {
        Optional<SnapshotView> latest = tx.latestAdvisories();
        if (latest.isPresent() && latest.get().number() > scanned.snapshot().number()) {
            String dedupe = digest + "@" + latest.get().number();
            tx.enqueue(NewJob.of(digest.value(), ScannerStage.RESCAN, Subject.of(digest), dedupe));
        }
    }

    private record Key(String advisory, String packageName, String version) {
        static Map<Key, FindingView> index(List<FindingView> findings) {
            Map<Key, FindingView> index = new LinkedHashMap<>();
            findings.forEach(one -> index.putIfAbsent(new Key(one.advisory(), one.packageName(), one.version()), one));
            return index;
        }
    }

    private void tellWhoRunsIt(List<FindingView> before) {
        Map<Key, FindingView> old = Key.index(before);
        Map<Key, FindingView> now = Key.index(scanned.findings());
        for (ServingView place : tx.serving(digest)) {
            now.forEach((key, finding) -> {
                if (!old.containsKey(key)) {
                    tx.append(Subject.of(digest), opened(place, finding));
                }
            });
            old.forEach((key, finding) -> {
                if (!now.containsKey(key)) {
                    tx.append(Subject.of(digest), resolved(place, finding));
                }
            });
        }
    }

    private Fact opened(ServingView serving, FindingView finding) {
        return new Fact.FindingOpened(
                serving.place().app(),
                serving.place().environment(),
                finding.advisory(),
                finding.packageName(),
                finding.version(),
                finding.severity(),
                finding.severitySource(),
                finding.fixedIn(),
                scanned.snapshot().id());
    }

    private Fact resolved(ServingView serving, FindingView finding) {
        return new Fact.FindingResolved(
                serving.place().app(),
                serving.place().environment(),
                finding.advisory(),
                finding.packageName(),
                finding.version(),
                "the advisories of " + scanned.snapshot().id() + " do not name this version any more");
    }
}
