package dev.slipway.ledger;

import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one app stands in every environment.
 *
 * @param newest the artifact that was made last
 */
public record PipelineView(AppName app, @Nullable ArtifactView newest, List<Cell> cells) {
    /**
     * One environment of the app.
     *
     * @param after environments that come before, as far as a decision has said so
     * @param artifact that which serves
     * @param running the deployment that is under way or queued
     * @param last the newest deployment, whatever became of it
     * @param goodBefore where a roll back would go; null if nothing serves or nothing was good before
     * @param restrictions holds and freezes that count now
     * @param waiting those that were made after what serves and are not let in, the newest few
     */
    public record Cell(
            AppEnvironment place,
            List<EnvironmentName> after,
            @Nullable ServingView serving,
            @Nullable ArtifactView artifact,
            @Nullable DeploymentView running,
            @Nullable DeploymentView last,
            @Nullable Digest goodBefore,
            List<WaitingView> waiting,
            List<RestrictionView> restrictions,
            List<DriftView> drifts) {}
}
