package dev.slipway.scanner;

import dev.slipway.events.Fact;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.ComponentView;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.FindingView;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import dev.slipway.registry.RegistryFailure;
import dev.slipway.scanner.advisory.Finding;
import dev.slipway.scanner.advisory.Matcher;
import dev.slipway.scanner.advisory.Matches;
import dev.slipway.scanner.advisory.Unmatched;
import dev.slipway.scanner.inventory.Gap;
import dev.slipway.scanner.inventory.ImageInventory;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.LayerFactsStore;
import dev.slipway.scanner.inventory.OsRelease;
import dev.slipway.scanner.inventory.ReadLimits;
import dev.slipway.scanner.inventory.UnreadableLayerException;
import dev.slipway.scanner.sbom.CycloneDxSbom;
import dev.slipway.scanner.sbom.ScannedImage;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what is inside an image, matches it, and records both. */
@ApplicationScoped
class ScanArtifact {
    private final Ledger ledger;
    private final Registry registry;
    private final Advisories advisories;
    private final ImageInventory inventories = new ImageInventory(ReadLimits.DEFAULT, LayerFactsStore.NONE);

    ScanArtifact(Ledger ledger, Registry registry, Advisories advisories) {
        this.ledger = ledger;
        this.registry = registry;
        this.advisories = advisories;
    }

    Outcome run(Digest digest, JobContext context) throws StepFailure, InterruptedException {
        ArtifactView artifact = ledger.artifact(digest)
                .orElseThrow(
                        () -> new StepFailure.Terminal("scan", "artifact %s is not in the ledger".formatted(digest)));
        try {
            Inventory inventory = inventories.read(registry.layers(artifact));
            context.checkpoint();
            Matches matches = Matcher.match(inventory, advisories.current());
            byte[] sbom = CycloneDxSbom.write(
                    new ScannedImage(artifact.imageRepository(), digest), inventory, artifact.packagedAt());
            return Outcome.finish(Subject.of(digest), tx -> record(tx, digest, inventory, matches, sbom));
        } catch (UnreadableLayerException e) {
            throw new StepFailure.Terminal("scan", String.valueOf(e.getMessage()), e);
        } catch (RegistryFailure e) {
            throw e.retryable() || e instanceof RegistryFailure.NotFound
                    ? new StepFailure.Transient("registry", String.valueOf(e.getMessage()), e)
                    : new StepFailure.Terminal("registry", String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StepFailure.Transient("scan", "could not read %s: %s".formatted(digest, e), e);
        }
    }

    /** The first scan moves the artifact; a later one adds evidence only. */
    private static void record(LedgerTx tx, Digest digest, Inventory inventory, Matches matches, byte[] sbom)
            throws Obsolete {
        String sbomSha256 = tx.keep(new EvidenceBody("sbom", CycloneDxSbom.MEDIA_TYPE, sbom));
        tx.contents(digest, components(inventory), findings(matches));
        OsRelease os = inventory.os();
        Fact scanned = new Fact.ScanFinished(
                matches.snapshot().value(),
                sbomSha256,
                inventory.packages().size(),
                severities(matches),
                unknown(inventory, matches),
                os == null ? null : os.prettyName(),
                null,
                null,
                null,
                null);
        Subject subject = Subject.of(digest);
        switch (tx.artifact(digest).orElseThrow().artifact()) {
            case Artifact.Built built -> tx.append(subject, built.scanned(), scanned);
            case Artifact.Scanned _ -> tx.append(subject, scanned);
            case Artifact.Retired _ -> throw new Obsolete("the artifact was retired");
        }
    }

    private static List<ComponentView> components(Inventory inventory) {
        OsRelease os = inventory.os();
        return inventory.packages().stream()
                .map(one -> new ComponentView(CycloneDxSbom.packageUrl(one, os), one.name(), one.version()))
                .toList();
    }

    private static List<FindingView> findings(Matches matches) {
        return matches.findings().stream().map(ScanArtifact::finding).toList();
    }

    private static FindingView finding(Finding finding) {
        return new FindingView(
                finding.advisory(),
                finding.installed().name(),
                finding.installed().version(),
                finding.fixedIn(),
                finding.rating().severity().name(),
                finding.rating().source());
    }

    private static Map<String, Integer> severities(Matches matches) {
        Map<String, Integer> counts = new TreeMap<>();
        matches.findings().forEach(one -> counts.merge(one.rating().severity().name(), 1, Integer::sum));
        return counts;
    }

    /** What nothing can be said about: an image with any of it is not known to be clean. */
    private static Map<String, Integer> unknown(Inventory inventory, Matches matches) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Unmatched unmatched : matches.unmatched()) {
            counts.merge(unmatched.ecosystem() + " " + unmatched.reason(), unmatched.packages(), Integer::sum);
        }
        for (Gap gap : inventory.gaps()) {
            counts.merge(gap.kind().name(), 1, Integer::sum);
        }
        return counts;
    }
}
