package dev.slipway.scanner.advisory;

/**
 * A severity and who says so.
 *
 * @param source the place in the record ({@code ecosystem_specific.urgency}), the vector it was computed from
 *     ({@code CVSS_V3}), or {@code none}
 */
public record Rating(Severity severity, String source) {
    static final Rating NONE = new Rating(Severity.UNKNOWN, "none");
}
