package dev.slipway.ledger;

import dev.slipway.events.BuildRequest;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A build as the ledger has it now. */
public record BuildView(
        BuildId id,
        Build.State state,
        BuildRequest request,
        String actor,
        @Nullable Digest digest,
        @Nullable String failureKind,
        @Nullable String failureReason,
        Instant requestedAt,
        @Nullable Instant finishedAt) {
    public Build build() {
        return Build.in(state, id);
    }
}
