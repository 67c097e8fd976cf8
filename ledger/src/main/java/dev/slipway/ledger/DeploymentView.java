package dev.slipway.ledger;

import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A deployment as the ledger has it now. */
public record DeploymentView(
        DeploymentId id,
        Deployment.State state,
        AppEnvironment place,
        Digest digest,
        String configurationSha256,
        String cause,
        @Nullable String failure,
        Instant queuedAt,
        @Nullable Instant endedAt) {
    public Deployment deployment() {
        return Deployment.in(state, id);
    }
}
