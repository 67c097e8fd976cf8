package dev.slipway.scanner;

import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.ScanStore;
import dev.slipway.ledger.ScanView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Digest;
import dev.slipway.registry.Attachment;
import dev.slipway.registry.OciDigest;
import dev.slipway.registry.RegistryFailure;
import dev.slipway.registry.Repository;
import dev.slipway.scanner.sbom.CycloneDxSbom;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the bill of materials and the last scan report beside the image, where other tools look for them. */
@ApplicationScoped
class AttachEvidence {
    private final Ledger ledger;
    private final ScanStore scans;
    private final Registry registry;

    AttachEvidence(Ledger ledger, ScanStore scans, Registry registry) {
        this.ledger = ledger;
        this.scans = scans;
        this.registry = registry;
    }

    /** The same evidence is the same manifest: attached again, nothing changes. */
    Outcome run(Digest digest, JobContext context) throws StepFailure, InterruptedException {
        Optional<ArtifactView> artifact = ledger.artifact(digest);
        Optional<ScanView> scan = scans.scan(digest);
        String sbom = artifact.map(ArtifactView::sbomSha256).orElse(null);
        if (artifact.isEmpty() || scan.isEmpty() || sbom == null) {
            return Outcome.nothing("nothing was scanned to attach");
        }
        List<Attachment> attachments = new ArrayList<>();
        attachments.add(attachment(CycloneDxSbom.MEDIA_TYPE, sbom, artifact.get()));
        attachments.add(attachment(ScanReport.MEDIA_TYPE, scan.get().reportSha256(), artifact.get()));
        context.checkpoint();
        Failpoint.SCAN_BEFORE_ATTACH.hit();
        try {
            var attached = registry.attach(
                    Repository.parse(artifact.get().imageRepository()), new OciDigest(digest.value()), attachments);
            Failpoint.SCAN_AFTER_ATTACH.hit();
            return Outcome.nothing("attached %s (%s)"
                    .formatted(
                            attached.referrers(),
                            attached.indexed() ? "listed by the registry" : "listed under the fallback tag"));
        } catch (RegistryFailure e) {
            throw Registry.failure(e);
        } catch (IOException e) {
            throw new StepFailure.Transient("registry", "could not attach to %s: %s".formatted(digest, e), e);
        }
    }

    private Attachment attachment(String mediaType, String sha256, ArtifactView artifact) throws StepFailure.Terminal {
        byte[] body = ledger.evidence(sha256)
                .orElseThrow(() -> new StepFailure.Terminal("attach", "the evidence %s is gone".formatted(sha256)));
        return new Attachment(
                mediaType,
                body,
                Map.of(
                        "org.opencontainers.image.created",
                        artifact.packagedAt().truncatedTo(ChronoUnit.SECONDS).toString()));
    }
}
