package dev.slipway.scanner.inventory;

import org.jspecify.annotations.Nullable;

/**
 * A package as a file of the image names it. Distributions name fixes by source package, so both are kept; elsewhere,
 * and where nothing else is said, the package is its own source.
 *
 * @param name as advisories of its kind name it: {@code group:artifact} for Maven, where the group is known
 * @param within where inside the file, for archives in archives
 */
public record ListedPackage(
        PackageKind kind,
        String name,
        String version,
        String source,
        String sourceVersion,
        String architecture,
        @Nullable String within) {
    static ListedPackage of(PackageKind kind, String name, String version) {
        return new ListedPackage(kind, name, version, name, version, "", null);
    }

    ListedPackage within(String place) {
        return new ListedPackage(
                kind, name, version, source, sourceVersion, architecture, place.isEmpty() ? null : place);
    }
}
