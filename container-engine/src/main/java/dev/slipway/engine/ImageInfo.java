package dev.slipway.engine;

import java.util.List;
import java.util.Map;

/**
 * An image in the engine's store.
 *
 * @param id the engine's name for it; what it is a digest of depends on the engine's store, so it means nothing elsewhere
 * @param repoDigests {@code repository@sha256:…} of each registry the engine pushed it to or pulled it from
 * @param user {@code uid[:gid]} or names, as the image says; empty for root
 */
public record ImageInfo(
        String id,
        List<String> repoTags,
        List<String> repoDigests,
        Map<String, String> labels,
        long sizeBytes,
        String user) {
    public ImageInfo {
        repoTags = List.copyOf(repoTags);
        repoDigests = List.copyOf(repoDigests);
        labels = Map.copyOf(labels);
    }
}
