package dev.slipway.promoter.decision;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.promoter.decision.Facts.Restriction;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hold and the freeze of an environment: a further one takes the place of the one before. */
final class Restrictions {
    private final Map<Restriction.Kind, Restriction> restrictions = new EnumMap<>(Restriction.Kind.class);

    void add(LifecycleEvent event) {
        switch (event.fact()) {
            case Fact.HoldPlaced hold -> put(event, Restriction.Kind.HOLD, hold.reason(), null);
            case Fact.HoldReleased _ -> restrictions.remove(Restriction.Kind.HOLD);
            case Fact.FreezeOpened freeze -> put(event, Restriction.Kind.FREEZE, freeze.reason(), freeze.until());
            case Fact.FreezeClosed _ -> restrictions.remove(Restriction.Kind.FREEZE);
            default -> {
                // about something else
            }
        }
    }

    private void put(LifecycleEvent event, Restriction.Kind kind, String reason, @Nullable Instant until) {
        restrictions.put(
                kind, new Restriction(kind, reason, event.actor(), event.at(), until, FactsOfDigest.entry(event)));
    }

    List<Restriction> all() {
        return List.copyOf(restrictions.values());
    }
}
