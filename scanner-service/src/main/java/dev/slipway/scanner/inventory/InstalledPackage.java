package dev.slipway.scanner.inventory;

import dev.slipway.lifecycle.Digest;

/**
 * A package of the image's file system.
 *
 * @param source the source package it was built from; equals {@code name} where the database names none
 * @param layer diff id of the layer that brought this version in
 * @param path the file that names it; inside an archive {@code app.jar!/lib/log4j-core.jar}
 */
public record InstalledPackage(
        PackageKind kind,
        String name,
        String version,
        String source,
        String sourceVersion,
        String architecture,
        Digest layer,
        String path) {
    static InstalledPackage of(ListedPackage listed, Digest layer, String path) {
        return new InstalledPackage(
                listed.kind(),
                listed.name(),
                listed.version(),
                listed.source(),
                listed.sourceVersion(),
                listed.architecture(),
                layer,
                listed.within() == null ? path : path + "!/" + listed.within());
    }
}
