package dev.slipway.ledger;

import dev.slipway.lifecycle.Placement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A placement as the ledger has it now; repository, tag and decision once it was approved or decided. */
public record PlacementView(
        Placement.Id id,
        Placement.State state,
        @Nullable String imageRepository,
        @Nullable String tag,
        @Nullable String decision,
        Instant changedAt) {
    public Placement placement() {
        return Placement.in(state, id);
    }
}
