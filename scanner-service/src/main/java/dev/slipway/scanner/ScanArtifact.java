package dev.slipway.scanner;

import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.SnapshotView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import dev.slipway.registry.RegistryFailure;
import dev.slipway.scanner.inventory.ImageInventory;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.ReadLimits;
import dev.slipway.scanner.inventory.Secret;
import dev.slipway.scanner.inventory.UnreadableLayerException;
import dev.slipway.scanner.lint.ImageLint;
import dev.slipway.scanner.sbom.CycloneDxSbom;
import dev.slipway.scanner.sbom.ScannedImage;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Reads what is inside an image, matches it, and records both. */
@ApplicationScoped
class ScanArtifact {
    private final Ledger ledger;
    private final Registry registry;
    private final Advisories advisories;
    private final ImageInventory inventories;

    ScanArtifact(Ledger ledger, Registry registry, Advisories advisories, StoredLayerFacts layers) {
        this.ledger = ledger;
        this.registry = registry;
        this.advisories = advisories;
        this.inventories = new ImageInventory(ReadLimits.DEFAULT, layers);
    }

    Outcome run(Digest digest, JobContext context) throws StepFailure, InterruptedException {
        ArtifactView artifact = ledger.artifact(digest)
                .orElseThrow(
                        () -> new StepFailure.Terminal("scan", "artifact %s is not in the ledger".formatted(digest)));
        try {
            ScannedContents contents = contents(registry.image(artifact));
            Failpoint.SCAN_AFTER_READ.hit();
            context.checkpoint();
            SnapshotView snapshot = advisories.latest();
            Scanned scanned = Scanned.of(digest, contents, snapshot, advisories.about(contents.inventory(), snapshot));
            byte[] sbom = CycloneDxSbom.write(
                    new ScannedImage(artifact.imageRepository(), digest), contents.inventory(), artifact.packagedAt());
            return Outcome.finish(Subject.of(digest), tx -> {
                String kept = tx.keep(new EvidenceBody("sbom", CycloneDxSbom.MEDIA_TYPE, sbom));
                ScanRecord.write(tx, scanned, kept);
            });
        } catch (UnreadableLayerException e) {
            throw new StepFailure.Terminal("scan", String.valueOf(e.getMessage()), e);
        } catch (RegistryFailure e) {
            throw Registry.failure(e);
        } catch (IOException e) {
            throw new StepFailure.Transient("scan", "could not read %s: %s".formatted(digest, e), e);
        }
    }

    private ScannedContents contents(Registry.Image image) throws IOException, UnreadableLayerException {
        Inventory inventory = inventories.read(image.layers());
        List<Secret> secrets = Stream.concat(inventory.secrets().stream(), ImageLint.secrets(image.config()).stream())
                .toList();
        Inventory whole =
                new Inventory(inventory.os(), inventory.packages(), inventory.gaps(), secrets, inventory.setuid());
        return new ScannedContents(whole, ImageLint.check(image.config(), whole));
    }
}
