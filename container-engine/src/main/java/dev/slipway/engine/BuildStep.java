package dev.slipway.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a build as the builder told it. Times are the engine's with BuildKit, ours with the classic builder.
 *
 * @param error why the step failed; null where it did not
 */
public record BuildStep(
        String name,
        boolean cached,
        @Nullable Instant started,
        @Nullable Instant completed,
        @Nullable String error) {}
