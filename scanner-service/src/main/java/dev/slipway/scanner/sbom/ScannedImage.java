package dev.slipway.scanner.sbom;

import dev.slipway.lifecycle.Digest;

/**
 * The image a bill of materials is about.
 *
 * @param repository without tag or digest, for example {@code registry.example/shop/api}
 */
public record ScannedImage(String repository, Digest digest) {
    public ScannedImage {
        if (repository.isBlank()) {
            throw new IllegalArgumentException(
                    "an image without a repository (expected for example registry.example/shop/api)");
        }
    }

    /** The last part of the repository's path. */
    String name() {
        return repository.substring(repository.lastIndexOf('/') + 1);
    }
}
