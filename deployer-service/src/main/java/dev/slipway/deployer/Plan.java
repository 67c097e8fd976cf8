package dev.slipway.deployer;

import dev.slipway.deployer.secret.Redaction;
import dev.slipway.deployer.target.Configuration;
import dev.slipway.deployer.target.Strategy;
import dev.slipway.deployer.target.Target;
import dev.slipway.deployer.verify.ContainerWatch;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.DeploymentId;
import org.jspecify.annotations.Nullable;

/**
 * Everything the steps of one deployment need, gathered once.
 *
 * @param wayBack whether a person asked for it as a way back to what was good before
 * @param cause why it was asked for, for the ledger
 * @param redaction null where the secrets could not be read, so that nothing of a log may be repeated
 */
record Plan(
        AppEnvironment place,
        DeploymentId id,
        boolean wayBack,
        String cause,
        ArtifactView artifact,
        RunDescription run,
        Configuration configuration,
        DockerHost host,
        @Nullable Redaction redaction) {
    Target target() {
        return configuration.target();
    }

    Strategy strategy() {
        return wayBack ? target().strategy().shortened() : target().strategy();
    }

    /** What others wrote, without the secrets' values. */
    String clean(String text) {
        return redaction == null ? "(withheld: the secrets it might repeat could not be read)" : redaction.clean(text);
    }

    ContainerWatch watch() {
        return host.watch(id, run, this::clean);
    }
}
