package dev.slipway.scanner.version;

import java.util.Optional;

/** How a packaging system orders its versions. */
@FunctionalInterface
public interface VersionOrder {
    /**
     * Negative, zero or positive as {@code left} is older than, the same as, or newer than {@code right}.
     *
     * @throws IllegalArgumentException one of them is no version of this system
     */
    int compare(String left, String right);

    /**
     * The order of an ecosystem as OSV records name it; a release suffix ({@code Debian:12}) does not matter.
     *
     * @return empty where there is no order here, which must be reported and never taken for "not affected"
     */
    static Optional<VersionOrder> ofEcosystem(String ecosystem) {
        int colon = ecosystem.indexOf(':');
        return switch (colon < 0 ? ecosystem : ecosystem.substring(0, colon)) {
            case "Debian", "Ubuntu" -> Optional.of(DebianVersion::compare);
            case "Alpine", "Wolfi", "Chainguard" -> Optional.of(AlpineVersion::compare);
            case "Maven" -> Optional.of(MavenVersion::compare);
            case "npm", "Go", "crates.io" -> Optional.of(SemanticVersion::compare);
            case "PyPI" -> Optional.of(PythonVersion::compare);
            default -> Optional.empty();
        };
    }
}
