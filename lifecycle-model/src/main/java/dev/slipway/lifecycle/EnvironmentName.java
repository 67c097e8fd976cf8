package dev.slipway.lifecycle;

import java.util.regex.Pattern;

/** The name of a place where artifacts run, as environments.yaml declares it. */
public record EnvironmentName(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?");

    public EnvironmentName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not an environment name: '%s' (expected a lower-case letter, then up to 39 of a-z, 0-9 and '-', not ending in '-')"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
