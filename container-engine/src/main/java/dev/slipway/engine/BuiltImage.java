package dev.slipway.engine;

import java.util.List;

/**
 * A finished build.
 *
 * @param imageId the engine's name for the image, good for running and pushing it from this engine
 * @param builder the builder that made it, never {@link BuilderKind#AUTO}
 */
public record BuiltImage(String imageId, BuilderKind builder, List<BuildStep> steps) {
    public BuiltImage {
        steps = List.copyOf(steps);
    }
}
