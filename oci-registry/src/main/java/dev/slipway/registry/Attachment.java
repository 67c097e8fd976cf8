package dev.slipway.registry;

import java.util.Map;
import java.util.TreeMap;

/**
 * A document to be put beside an image.
 *
 * @param artifactType what it is; also the media type of its bytes
 * @param annotations part of its name: with other ones it is another attachment
 */
public record Attachment(String artifactType, byte[] content, Map<String, String> annotations) {
    public Attachment {
        annotations = new TreeMap<>(annotations);
        if (artifactType.isBlank()) {
            throw new IllegalArgumentException(
                    "an attachment needs an artifact type, for example application/spdx+json");
        }
    }
}
