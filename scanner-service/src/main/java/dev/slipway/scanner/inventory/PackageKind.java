package dev.slipway.scanner.inventory;

import org.jspecify.annotations.Nullable;

/** The packaging systems whose packages are found, with the names others use for them. */
public enum PackageKind {
    DEB("deb", null),
    APK("apk", null),
    MAVEN("maven", "Maven"),
    NPM("npm", "npm"),
    PYPI("pypi", "PyPI"),
    GO("golang", "Go");

    private final String purlType;
    private final @Nullable String ecosystem;

    PackageKind(String purlType, @Nullable String ecosystem) {
        this.purlType = purlType;
        this.ecosystem = ecosystem;
    }

    public String purlType() {
        return purlType;
    }

    /** As OSV records name it; null where it is the distribution's, by its release. */
    public @Nullable String ecosystem() {
        return ecosystem;
    }

    /** Whether a distribution made the package, and says by source package which of its versions has which fix. */
    public boolean isDistribution() {
        return ecosystem == null;
    }
}
