package dev.slipway.ledger;

import org.jspecify.annotations.Nullable;

/**
 * An advisory that matches a package of an artifact.
 *
 * @param severity CRITICAL, HIGH, MEDIUM, LOW or UNKNOWN
 * @param severitySource who says so, such as the distribution or a CVSS vector
 * @param purl of the package, as the SBOM has it
 * @param path the file that names the package; empty where it is not known
 * @param layer diff id of the layer that brought it
 */
public record FindingView(
        String advisory,
        String packageName,
        String version,
        @Nullable String fixedIn,
        String severity,
        String severitySource,
        @Nullable String purl,
        String path,
        @Nullable String layer) {}
