package dev.slipway.lifecycle;

import java.util.UUID;

/** Names one attempt to make an image from a commit. A UUIDv7, so that builds list in the order of their requests. */
public record BuildId(UUID value) {
    public static BuildId next() {
        return new BuildId(Uuid7.next());
    }

    public static BuildId parse(String text) {
        try {
            return new BuildId(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a build id: '%s' (expected a UUID)".formatted(text), e);
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
