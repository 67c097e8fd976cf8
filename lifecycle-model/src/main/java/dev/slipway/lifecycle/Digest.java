package dev.slipway.lifecycle;

import java.util.regex.Pattern;

/** The content address of an image: the only name for one that crosses a service boundary. Tags move, digests do not. */
public record Digest(String value) implements Comparable<Digest> {
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    public Digest {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a digest: '%s' (expected sha256:<64 hex>)".formatted(value));
        }
    }

    /** The first twelve hex digits: enough to tell two images apart on a screen, never enough to decide by. */
    public String abbreviated() {
        return value.substring("sha256:".length(), "sha256:".length() + 12);
    }

    @Override
    public int compareTo(Digest other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
