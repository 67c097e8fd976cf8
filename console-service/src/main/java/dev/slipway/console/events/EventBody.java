package dev.slipway.console.events;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A fact with its place in its chain, as the API shows it. */
public record EventBody(
        UUID id,
        String subject,
        long seq,
        String type,
        Instant at,
        String actor,
        @Nullable String movedTo,
        Fact fact) {
    public static EventBody of(LifecycleEvent event) {
        return new EventBody(
                event.id(),
                event.subject().key(),
                event.seq(),
                event.fact().type().wireName(),
                event.at(),
                event.actor(),
                event.movedTo(),
                event.fact());
    }
}
