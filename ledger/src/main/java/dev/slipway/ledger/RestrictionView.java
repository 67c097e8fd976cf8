package dev.slipway.ledger;

import dev.slipway.lifecycle.AppEnvironment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What keeps an environment of an app from changing.
 *
 * @param until when it ends by itself; null for one that a person has to end
 */
public record RestrictionView(
        AppEnvironment place,
        Kind kind,
        String reason,
        String actor,
        Instant since,
        @Nullable Instant until) {
    /** The sorts. */
    public enum Kind {
        /** Takes no new artifact by itself. */
        HOLD,
        /** Nothing is deployed. */
        FREEZE
    }

    /** Whether it still counts at that time. */
    public boolean holdsAt(Instant now) {
        return until == null || now.isBefore(until);
    }
}
