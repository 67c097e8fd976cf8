package dev.slipway.scanner.version;

import org.apache.maven.artifact.versioning.ComparableVersion;

/** Maven's own order. It takes any text for a version; how long one may be is bounded here, because it holds numbers whole. */
final class MavenVersion {
    private static final int LONGEST = 512;

    private MavenVersion() {}

    static int compare(String left, String right) {
        return parse(left).compareTo(parse(right));
    }

    private static ComparableVersion parse(String text) {
        if (text.isBlank() || text.length() > LONGEST || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "not a Maven version: '%s' (expected up to %d characters without spaces, for example 2.17.1)"
                            .formatted(text.substring(0, Math.min(text.length(), LONGEST)), LONGEST));
        }
        return new ComparableVersion(text);
    }
}
