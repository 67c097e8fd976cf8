package dev.slipway.scanner.advisory;

import dev.slipway.lifecycle.Digest;
import java.util.List;

/**
 * The answer of a match. Without findings an image is clean only where {@code unmatched} is empty and its inventory has
 * no gaps.
 *
 * @param snapshot what was known at the time
 * @param findings by advisory, then package
 */
public record Matches(Digest snapshot, List<Finding> findings, List<Unmatched> unmatched) {
    public Matches {
        findings = List.copyOf(findings);
        unmatched = List.copyOf(unmatched);
    }
}
