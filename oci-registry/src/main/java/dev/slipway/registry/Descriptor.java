package dev.slipway.registry;

/** What a manifest says of a blob or another manifest: its kind, its name and its size in bytes. */
public record Descriptor(String mediaType, OciDigest digest, long size) {
    public Descriptor {
        if (mediaType.isBlank()) {
            throw new IllegalArgumentException("descriptor of %s has no media type".formatted(digest));
        }
        if (size < 0) {
            throw new IllegalArgumentException(
                    "descriptor of %s has size %d (expected 0 or more)".formatted(digest, size));
        }
    }
}
