package dev.slipway.ledger;

import org.jspecify.annotations.Nullable;

/**
 * An advisory that matches a package of an artifact.
 *
 * @param severity CRITICAL, HIGH, MEDIUM, LOW or UNKNOWN
 * @param severitySource who says so, such as the distribution or a CVSS vector
 */
public record FindingView(
        String advisory,
        String packageName,
        String version,
        @Nullable String fixedIn,
        String severity,
        String severitySource) {}
