package dev.slipway.engine;

import java.util.regex.Pattern;

/** A version of the engine's HTTP API. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /** The newest the client library knows. */
    static final ApiVersion NEWEST_SPOKEN = new ApiVersion(1, 44);

    static final ApiVersion FIRST_WITH_BUILDKIT = new ApiVersion(1, 39);

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    static ApiVersion parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not an engine API version: '%s' (expected major.minor, such as 1.41)".formatted(text));
        }
        return new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** The version to speak with an engine of this version. */
    ApiVersion negotiated() {
        return atLeast(NEWEST_SPOKEN) ? NEWEST_SPOKEN : this;
    }

    boolean atLeast(ApiVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
