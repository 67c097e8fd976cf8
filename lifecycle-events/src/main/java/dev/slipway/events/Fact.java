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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, in the past tense. Small by rule (an event stays under 16 KiB): large things are kept as
 * evidence and named here by their SHA-256. A component is only ever added, never renamed or removed.
 */
public sealed interface Fact {
    default FactType type() {
        return Facts.typeOf(getClass());
    }

    /** A fact about a digest in one environment of an app. */
    sealed interface InEnvironment extends Fact {
        AppName app();

        EnvironmentName environment();
    }

    /** A fact about one deployment. */
    sealed interface OfDeployment extends InEnvironment {
        DeploymentId deployment();
    }

    /** What people rule: it changes what may happen, and moves nothing by itself. */
    sealed interface Ruling extends Fact {}

    /** A request was accepted; {@code requestSource} and {@code requestId} are the CloudEvent's that asked. */
    record BuildRequested(BuildRequest request, String requestSource, String requestId) implements Fact {}

    record BuildStarted(int attempt) implements Fact {}

    /** Somebody wants the build to stop; that it has, its end says. */
    record BuildCancelled(String reason) implements Fact {}

    /** The end of a build; {@code digest} when it was built, {@code kind} and {@code reason} when it failed. */
    record BuildFinished(
            BuildOutcome outcome,
            @Nullable Digest digest,
            @Nullable FailureKind kind,
            @Nullable String reason,
            @Nullable String logSha256)
            implements Fact {}

    /** How a build can end. */
    enum BuildOutcome {
        BUILT,
        FAILED,
        CANCELLED
    }

    /**
     * One test of the application ran; {@code outputTail} holds its last lines.
     *
     * @param tests how many cases it had, where it says so
     * @param failed the names of the first cases that failed
     * @param reportSha256 the evidence with the report itself
     */
    record TestSuiteFinished(
            BuildId build,
            String name,
            Verdict verdict,
            long millis,
            @Nullable String reason,
            @Nullable String outputTail,
            @Nullable Integer tests,
            @Nullable Integer failures,
            @Nullable Integer skipped,
            @Nullable List<String> failed,
            @Nullable String reportSha256)
            implements Fact {}

    /**
     * An image was pushed and read back.
     *
     * @param runDescription what slipway.yaml says of running and verifying it, as canonical JSON
     * @param author of the commit, as {@code name <address>}
     * @param committer of the commit, as {@code name <address>}
     * @param tags it is to be published under
     */
    record ArtifactPackaged(
            BuildId build,
            AppName app,
            String imageRepository,
            String mediaType,
            String sourceRepository,
            CommitId commit,
            @Nullable String ref,
            String contextSha256,
            String runDescription,
            @Nullable String author,
            @Nullable String committer,
            @Nullable List<TagWish> tags)
            implements Fact {}

    /** A name wanted for an image; an immutable one names one digest for ever. */
    record TagWish(String tag, boolean immutable) {}

    record ArtifactPublished(String imageRepository, List<String> tags) implements Fact {}

    record ArtifactDeleted(String imageRepository, String reason) implements Fact {}

    record TagAdded(String imageRepository, String tag, boolean immutable) implements Fact {}

    /**
     * What is inside and what is known against it.
     *
     * @param snapshot the advisory snapshot it was matched against
     * @param severities open findings by severity name
     * @param unmatched packages whose kind has no version order here, by ecosystem: not checked, which is not clean
     * @param reportSha256 the evidence with every finding
     * @param secrets what looks like a secret, by rule
     * @param lint what is wrong with the image's configuration, by rule
     * @param advisoriesAt when the snapshot was imported
     */
    record ScanFinished(
            String snapshot,
            String sbomSha256,
            int packages,
            Map<String, Integer> severities,
            Map<String, Integer> unmatched,
            @Nullable String operatingSystem,
            @Nullable String reportSha256,
            @Nullable Map<String, Integer> secrets,
            @Nullable Map<String, Integer> lint,
            @Nullable Instant advisoriesAt)
            implements Fact {}

    /** A digest is never to be promoted, wherever it stands. */
    record ArtifactVetoed(String reason) implements Ruling {}

    record ArtifactUnvetoed(String reason) implements Ruling {}

    /** An advisory that was not known before matches what runs here; {@code snapshot} is the one that brought it. */
    record FindingOpened(
            AppName app,
            EnvironmentName environment,
            String advisory,
            String packageName,
            String version,
            String severity,
            String severitySource,
            @Nullable String fixedIn,
            String snapshot)
            implements InEnvironment {}

    record FindingResolved(
            AppName app,
            EnvironmentName environment,
            String advisory,
            String packageName,
            String version,
            String reason)
            implements InEnvironment {}

    /**
     * Somebody answers for a finding until {@code expires}: of this artifact, or of whatever runs in this environment of
     * the app, as the subject says.
     *
     * @param packageName any package of the advisory if null
     * @param owner who has to mend it
     */
    record WaiverGranted(
            UUID waiver,
            String advisory,
            @Nullable String packageName,
            String reason,
            String owner,
            @Nullable Instant expires)
            implements Ruling {}

    record WaiverRevoked(UUID waiver, String reason) implements Ruling {}

    /** What a person with a role says of a digest entering an environment; the last word of each counts. */
    record ApprovalUpdated(
            AppName app,
            EnvironmentName environment,
            ApprovalDecision decision,
            String approver,
            String role,
            @Nullable String comment,
            @Nullable Instant expires)
            implements InEnvironment, Ruling {}

    /** What an approver can say. */
    enum ApprovalDecision {
        APPROVED,
        REJECTED
    }

    record PromotionRequested(AppName app, EnvironmentName environment, String cause) implements InEnvironment {}

    /** A decision was made; {@code decision} names its stored policy, facts and answers. */
    record GateEvaluated(
            AppName app, EnvironmentName environment, Verdict verdict, List<GateAnswer> gates, String decision)
            implements InEnvironment {}

    /** The answer of one gate, with a sentence a person understands. */
    record GateAnswer(String gate, Verdict verdict, String because) {}

    record PromotionApproved(
            AppName app, EnvironmentName environment, String imageRepository, String tag, String decision)
            implements InEnvironment {}

    record PromotionSuperseded(AppName app, EnvironmentName environment, Digest by) implements InEnvironment {}

    record PromotionRevoked(AppName app, EnvironmentName environment, String reason) implements InEnvironment {}

    /** Permitted again, because what came after it did no good. */
    record PromotionRestored(AppName app, EnvironmentName environment, String reason) implements InEnvironment {}

    /** A person wants a digest that may run there to run there. */
    record DeploymentRequested(AppName app, EnvironmentName environment, DeploymentCause cause, String reason)
            implements InEnvironment {}

    /** Why a person asks for a deployment. */
    enum DeploymentCause {
        DEPLOY,
        ROLL_BACK
    }

    /** A person wants a deployment to stop; that it has, its end says. */
    record AbortRequested(DeploymentId deployment, AppName app, EnvironmentName environment, String reason)
            implements OfDeployment {}

    record DeploymentQueued(
            DeploymentId deployment, AppName app, EnvironmentName environment, String configurationSha256, String cause)
            implements OfDeployment {}

    record DeploymentStarted(DeploymentId deployment, AppName app, EnvironmentName environment)
            implements OfDeployment {}

    record DeploymentProgressed(DeploymentId deployment, AppName app, EnvironmentName environment, String detail)
            implements OfDeployment {}

    /** It ended badly; {@code step} names the step that failed and {@code logTail} the container's last lines. */
    record DeploymentFailed(
            DeploymentId deployment,
            AppName app,
            EnvironmentName environment,
            String step,
            String reason,
            @Nullable String logTail)
            implements OfDeployment {}

    record DeploymentSkipped(DeploymentId deployment, AppName app, EnvironmentName environment, String reason)
            implements OfDeployment {}

    record DeploymentCancelled(DeploymentId deployment, AppName app, EnvironmentName environment, String reason)
            implements OfDeployment {}

    record VerificationFinished(
            DeploymentId deployment,
            AppName app,
            EnvironmentName environment,
            String check,
            Verdict verdict,
            String because)
            implements OfDeployment {}

    /** The first digest that serves there. */
    record ServiceDeployed(DeploymentId deployment, AppName app, EnvironmentName environment, String url)
            implements OfDeployment {}

    record ServiceUpgraded(DeploymentId deployment, AppName app, EnvironmentName environment, Digest from, String url)
            implements OfDeployment {}

    /**
     * Every roll back, whatever its cause: the end of the deployment that was undone, or, where a deployment of its own
     * brought the old digest back, the good end of that one.
     */
    record ServiceRolledBack(
            DeploymentId deployment,
            AppName app,
            EnvironmentName environment,
            Digest from,
            @Nullable Digest to,
            String cause)
            implements OfDeployment {}

    record HoldPlaced(AppName app, EnvironmentName environment, String reason) implements InEnvironment, Ruling {}

    record HoldReleased(AppName app, EnvironmentName environment, String reason) implements InEnvironment, Ruling {}

    /** Nothing is deployed there until it is closed, or until its time is over. */
    record FreezeOpened(
            AppName app,
            EnvironmentName environment,
            String reason,
            @Nullable Instant until) implements InEnvironment, Ruling {}

    record FreezeClosed(AppName app, EnvironmentName environment, String reason) implements InEnvironment, Ruling {}

    /** What runs is not what the ledger says; {@code kind} is the sort of difference. */
    record DriftDetected(AppName app, EnvironmentName environment, String kind, String detail)
            implements InEnvironment {}

    record DriftResolved(AppName app, EnvironmentName environment, String kind, String detail)
            implements InEnvironment {}

    /** A stage gave up on a job; its lane waits for a person. */
    record JobDied(UUID job, String stage, String kind, int attempts, String reason) implements Fact {}

    record JobRedriven(UUID job, String stage, String kind, String reason) implements Fact {}

    record JobSkipped(UUID job, String stage, String kind, String reason) implements Fact {}
}
