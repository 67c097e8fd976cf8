package dev.slipway.lifecycle;

import java.util.regex.Pattern;

/** The name of an application: a lower-case DNS label, because containers, networks and URLs are named after it. */
public record AppName(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?");

    public AppName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not an app name: '%s' (expected a lower-case letter, then up to 39 of a-z, 0-9 and '-', not ending in '-')"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
