package dev.slipway.scanner;

import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.ScanStore;
import dev.slipway.ledger.ScanView;
import dev.slipway.ledger.SnapshotView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;

/** Matches what an image was found to contain against newer advisories; no registry is asked. */
@ApplicationScoped
class RescanArtifact {
    private final Ledger ledger;
    private final ScanStore scans;
    private final Advisories advisories;

    RescanArtifact(Ledger ledger, ScanStore scans, Advisories advisories) {
        this.ledger = ledger;
        this.scans = scans;
        this.advisories = advisories;
    }

    Outcome run(Digest digest) throws StepFailure {
        Optional<ScanView> last = scans.scan(digest);
        Optional<ArtifactView> artifact = ledger.artifact(digest);
        String sbom = artifact.map(ArtifactView::sbomSha256).orElse(null);
        if (last.isEmpty() || sbom == null) {
            return Outcome.nothing("not scanned yet; its scan takes the newest advisories");
        }
        ScanView before = last.get();
        SnapshotView snapshot = latest();
        if (before.snapshot() >= snapshot.number()) {
            return Outcome.nothing("matched against snapshot %d already".formatted(before.snapshot()));
        }
        ScannedContents contents = ScannedContents.read(evidence(before.inventorySha256()));
        Scanned scanned = Scanned.of(digest, contents, snapshot, advisories.about(contents.inventory(), snapshot));
        boolean same = scanned.report().saysTheSameAs(evidence(before.reportSha256()));
        return Outcome.finish(Subject.of(digest), tx -> {
            if (same) {
                ScanRecord.unchanged(tx, scanned, before, sbom);
            } else {
                ScanRecord.write(tx, scanned, sbom);
            }
        });
    }

    private SnapshotView latest() throws StepFailure.Transient {
        try {
            return advisories.latest();
        } catch (IOException e) {
            throw new StepFailure.Transient("scan", "no advisories: " + e.getMessage(), e);
        }
    }

    private byte[] evidence(String sha256) throws StepFailure.Terminal {
        return ledger.evidence(sha256)
                .orElseThrow(() -> new StepFailure.Terminal(
                        "scan", "the evidence %s of the last scan is gone; scan the image again".formatted(sha256)));
    }
}
