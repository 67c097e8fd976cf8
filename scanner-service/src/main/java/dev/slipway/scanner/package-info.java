/**
 * In: {@code artifact.packaged}. The image's layers are read from the registry, never from an engine; what is inside is
 * written down as an SBOM and matched against the advisories at hand. Out: {@code scan.finished}, with the SBOM kept as
 * evidence and the findings in the ledger.
 */
@NullMarked
package dev.slipway.scanner;

import org.jspecify.annotations.NullMarked;
