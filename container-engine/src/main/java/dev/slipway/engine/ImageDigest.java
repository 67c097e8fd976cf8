package dev.slipway.engine;

import java.util.regex.Pattern;

/** The digest of a pushed manifest or index: what a registry serves under {@code repository@digest}. Not an engine's image id. */
public record ImageDigest(String value) {
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    public ImageDigest {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a digest: '%s' (expected sha256:<64 hex>)".formatted(value));
        }
    }

    /** The reference that pulls exactly these bytes. */
    public String in(String repository) {
        return repository + "@" + value;
    }

    @Override
    public String toString() {
        return value;
    }
}
