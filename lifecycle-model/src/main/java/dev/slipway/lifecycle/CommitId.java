package dev.slipway.lifecycle;

import java.util.regex.Pattern;

/** A full Git commit name. Abbreviations are refused: two clones may expand one differently. */
public record CommitId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

    public CommitId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not a commit: '%s' (expected the full 40 lower-case hex digits, as 'git rev-parse HEAD' prints them)"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
