package dev.slipway.ledger;

import org.jspecify.annotations.Nullable;

/**
 * One package inside an artifact, by package URL.
 *
 * @param ecosystem with its release as advisories name it; null where it is not known
 * @param packageName under which they speak about it, such as the source package
 */
public record ComponentView(
        String purl,
        String name,
        String version,
        @Nullable String ecosystem,
        @Nullable String packageName) {}
