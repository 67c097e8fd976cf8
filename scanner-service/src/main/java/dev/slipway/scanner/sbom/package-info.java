/**
 * The bill of materials that is kept and attached to an image: CycloneDX 1.6 JSON, the same bytes for the same inventory
 * and time, so that a scan run twice leaves one document.
 */
@NullMarked
package dev.slipway.scanner.sbom;

import org.jspecify.annotations.NullMarked;
