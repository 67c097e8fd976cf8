package dev.slipway.events;

import dev.slipway.lifecycle.Subject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as a consumer reads it: which entry of which subject it is, and the fact.
 *
 * @param movedTo the state its machine moved to; null when it moved nothing
 */
public record LifecycleEvent(
        UUID id,
        Subject subject,
        long seq,
        UUID chain,
        String actor,
        Instant at,
        @Nullable String movedTo,
        Fact fact) {}
