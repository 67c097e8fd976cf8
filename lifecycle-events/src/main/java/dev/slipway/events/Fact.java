package dev.slipway.events;

import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Verdict;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, in the past tense. Small by rule (an event stays under 16 KiB): large things are kept as
 * evidence and named here by their SHA-256. A component is only ever added, never renamed or removed.
 */
public sealed interface Fact {
    FactType type();

    /** A fact about a digest in one environment of an app. */
    sealed interface InEnvironment extends Fact {
        AppName app();

        EnvironmentName environment();
    }

    /** A fact about one deployment. */
    sealed interface OfDeployment extends InEnvironment {
        DeploymentId deployment();
    }

    /** A request was accepted; {@code requestSource} and {@code requestId} are the CloudEvent's that asked. */
    record BuildRequested(BuildRequest request, String requestSource, String requestId) implements Fact {
        @Override
        public FactType type() {
            return FactType.BUILD_REQUESTED;
        }
    }

    record BuildStarted(int attempt) implements Fact {
        @Override
        public FactType type() {
            return FactType.BUILD_STARTED;
        }
    }

    /** The end of a build; {@code digest} when it was built, {@code kind} and {@code reason} when it failed. */
    record BuildFinished(
            BuildOutcome outcome,
            @Nullable Digest digest,
            @Nullable FailureKind kind,
            @Nullable String reason,
            @Nullable String logSha256)
            implements Fact {
        @Override
        public FactType type() {
            return FactType.BUILD_FINISHED;
        }
    }

    /** How a build can end. */
    enum BuildOutcome {
        BUILT,
        FAILED,
        CANCELLED
    }

    /** One test of the application ran; {@code outputTail} holds its last lines. */
    record TestSuiteFinished(
            BuildId build,
            String name,
            Verdict verdict,
            long millis,
            @Nullable String reason,
            @Nullable String outputTail)
            implements Fact {
        @Override
        public FactType type() {
            return FactType.TEST_SUITE_FINISHED;
        }
    }

    /** An image was pushed and read back. {@code runDescription} is what slipway.yaml says of running and verifying it, as canonical JSON. */
    record ArtifactPackaged(
            BuildId build,
            AppName app,
            String imageRepository,
            String mediaType,
            String sourceRepository,
            CommitId commit,
            @Nullable String ref,
            String contextSha256,
            String runDescription)
            implements Fact {
        @Override
        public FactType type() {
            return FactType.ARTIFACT_PACKAGED;
        }
    }

    record ArtifactPublished(String imageRepository, List<String> tags) implements Fact {
        @Override
        public FactType type() {
            return FactType.ARTIFACT_PUBLISHED;
        }
    }

    record ArtifactDeleted(String imageRepository, String reason) implements Fact {
        @Override
        public FactType type() {
            return FactType.ARTIFACT_DELETED;
        }
    }

    record TagAdded(String imageRepository, String tag, boolean immutable) implements Fact {
        @Override
        public FactType type() {
            return FactType.TAG_ADDED;
        }
    }

    /**
     * What is inside and what is known against it.
     *
     * @param snapshot the advisory snapshot it was matched against
     * @param severities open findings by severity name
     * @param unmatched packages whose kind has no version order here, by ecosystem: not checked, which is not clean
     */
    record ScanFinished(
            String snapshot,
            String sbomSha256,
            int packages,
            Map<String, Integer> severities,
            Map<String, Integer> unmatched,
            @Nullable String operatingSystem)
            implements Fact {
        @Override
        public FactType type() {
            return FactType.SCAN_FINISHED;
        }
    }

    record PromotionRequested(AppName app, EnvironmentName environment, String cause) implements InEnvironment {
        @Override
        public FactType type() {
            return FactType.PROMOTION_REQUESTED;
        }
    }

    /** A decision was made; {@code decision} names its stored policy, facts and answers. */
    record GateEvaluated(
            AppName app, EnvironmentName environment, Verdict verdict, List<GateAnswer> gates, String decision)
            implements InEnvironment {
        @Override
        public FactType type() {
            return FactType.GATE_EVALUATED;
        }
    }

    /** The answer of one gate, with a sentence a person understands. */
    record GateAnswer(String gate, Verdict verdict, String because) {}

    record PromotionApproved(
            AppName app, EnvironmentName environment, String imageRepository, String tag, String decision)
            implements InEnvironment {
        @Override
        public FactType type() {
            return FactType.PROMOTION_APPROVED;
        }
    }

    record PromotionSuperseded(AppName app, EnvironmentName environment, Digest by) implements InEnvironment {
        @Override
        public FactType type() {
            return FactType.PROMOTION_SUPERSEDED;
        }
    }

    record PromotionRevoked(AppName app, EnvironmentName environment, String reason) implements InEnvironment {
        @Override
        public FactType type() {
            return FactType.PROMOTION_REVOKED;
        }
    }

    record DeploymentQueued(
            DeploymentId deployment, AppName app, EnvironmentName environment, String configurationSha256, String cause)
            implements OfDeployment {
        @Override
        public FactType type() {
            return FactType.DEPLOYMENT_QUEUED;
        }
    }

    record DeploymentStarted(DeploymentId deployment, AppName app, EnvironmentName environment)
            implements OfDeployment {
        @Override
        public FactType type() {
            return FactType.DEPLOYMENT_STARTED;
        }
    }

    record DeploymentProgressed(DeploymentId deployment, AppName app, EnvironmentName environment, String detail)
            implements OfDeployment {
        @Override
        public FactType type() {
            return FactType.DEPLOYMENT_PROGRESSED;
        }
    }

    /** It ended badly; {@code step} names the step that failed and {@code logTail} the container's last lines. */
    record DeploymentFailed(
            DeploymentId deployment,
            AppName app,
            EnvironmentName environment,
            String step,
            String reason,
            @Nullable String logTail)
            implements OfDeployment {
        @Override
        public FactType type() {
            return FactType.DEPLOYMENT_FAILED;
        }
    }

    record DeploymentSkipped(DeploymentId deployment, AppName app, EnvironmentName environment, String reason)
            implements OfDeployment {
        @Override
        public FactType type() {
            return FactType.DEPLOYMENT_SKIPPED;
        }
    }

    record DeploymentCancelled(DeploymentId deployment, AppName app, EnvironmentName environment, String reason)
            implements OfDeployment {
        @Override
        public FactType type() {
            return FactType.DEPLOYMENT_CANCELLED;
        }
    }

    record VerificationFinished(
            DeploymentId deployment,
            AppName app,
            EnvironmentName environment,
            String check,
            Verdict verdict,
            String because)
            implements OfDeployment {
        @Override
        public FactType type() {
            return FactType.VERIFICATION_FINISHED;
        }
    }

    /** The first digest that serves there. */
    record ServiceDeployed(DeploymentId deployment, AppName app, EnvironmentName environment, String url)
            implements OfDeployment {
        @Override
        public FactType type() {
            return FactType.SERVICE_DEPLOYED;
        }
    }

    record ServiceUpgraded(DeploymentId deployment, AppName app, EnvironmentName environment, Digest from, String url)
            implements OfDeployment {
        @Override
        public FactType type() {
            return FactType.SERVICE_UPGRADED;
        }
    }

    /** Every roll back, whatever its cause. */
    record ServiceRolledBack(
            DeploymentId deployment,
            AppName app,
            EnvironmentName environment,
            Digest from,
            @Nullable Digest to,
            String cause)
            implements OfDeployment {
        @Override
        public FactType type() {
            return FactType.SERVICE_ROLLED_BACK;
        }
    }

    record HoldPlaced(AppName app, EnvironmentName environment, String reason) implements InEnvironment {
        @Override
        public FactType type() {
            return FactType.HOLD_PLACED;
        }
    }

    /** A stage gave up on a job; its lane waits for a person. */
    record JobDied(UUID job, String stage, String kind, int attempts, String reason) implements Fact {
        @Override
        public FactType type() {
            return FactType.JOB_DIED;
        }
    }

    record JobRedriven(UUID job, String stage, String kind, String reason) implements Fact {
        @Override
        public FactType type() {
            return FactType.JOB_REDRIVEN;
        }
    }

    record JobSkipped(UUID job, String stage, String kind, String reason) implements Fact {
        @Override
        public FactType type() {
            return FactType.JOB_SKIPPED;
        }
    }
}
