package dev.slipway.console.events;

import dev.slipway.events.LifecycleEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event as it came from the topic.
 *
 * @param after where a reader who had all up to it goes on
 * @param app whose it is; null for a build, whose app is not known before it has an artifact
 */
record Told(
        int partition,
        long offset,
        Positions after,
        LifecycleEvent event,
        @Nullable String app) {}
