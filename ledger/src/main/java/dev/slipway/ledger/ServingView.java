package dev.slipway.ledger;

import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which deployment has the traffic of an environment, and the last one known to be good. */
public record ServingView(
        AppEnvironment place,
        DeploymentId deployment,
        Digest digest,
        @Nullable DeploymentId knownGoodDeployment,
        @Nullable Digest knownGood,
        String url,
        Instant since) {}
