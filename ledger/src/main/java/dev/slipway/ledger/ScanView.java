package dev.slipway.ledger;

import java.util.List;

/**
 * The last match of an artifact.
 *
 * @param snapshot the number of the advisory snapshot
 * @param ecosystems of its packages, as advisories name them
 * @param inventorySha256 the evidence to match again without the image
 * @param reportSha256 the evidence that has every finding and what was not checked
 */
public record ScanView(long snapshot, List<String> ecosystems, String inventorySha256, String reportSha256) {
    public ScanView {
        ecosystems = List.copyOf(ecosystems);
    }
}
