package dev.slipway.events;

import dev.slipway.lifecycle.FactType;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which record carries which type. */
final class Facts {
    private static final Map<Class<? extends Fact>, FactType> TYPES =
            Arrays.stream(FactType.values()).collect(Collectors.toUnmodifiableMap(Facts::classOf, Function.identity()));

    private Facts() {}

    static FactType typeOf(Class<? extends Fact> record) {
        FactType type = TYPES.get(record);
        if (type == null) {
            throw new IllegalArgumentException("%s carries no fact type".formatted(record.getName()));
        }
        return type;
    }

    static Class<? extends Fact> classOf(FactType type) {
        return switch (type) {
            case BUILD_REQUESTED -> Fact.BuildRequested.class;
            case BUILD_STARTED -> Fact.BuildStarted.class;
            case BUILD_FINISHED -> Fact.BuildFinished.class;
            case TEST_SUITE_FINISHED -> Fact.TestSuiteFinished.class;
            case ARTIFACT_PACKAGED -> Fact.ArtifactPackaged.class;
            case ARTIFACT_PUBLISHED -> Fact.ArtifactPublished.class;
            case ARTIFACT_DELETED -> Fact.ArtifactDeleted.class;
            case TAG_ADDED -> Fact.TagAdded.class;
            case SCAN_FINISHED -> Fact.ScanFinished.class;
            case PROMOTION_REQUESTED -> Fact.PromotionRequested.class;
            case GATE_EVALUATED -> Fact.GateEvaluated.class;
            case PROMOTION_APPROVED -> Fact.PromotionApproved.class;
            case PROMOTION_SUPERSEDED -> Fact.PromotionSuperseded.class;
            case PROMOTION_REVOKED -> Fact.PromotionRevoked.class;
            case DEPLOYMENT_QUEUED -> Fact.DeploymentQueued.class;
            case DEPLOYMENT_STARTED -> Fact.DeploymentStarted.class;
            case DEPLOYMENT_PROGRESSED -> Fact.DeploymentProgressed.class;
            case DEPLOYMENT_FAILED -> Fact.DeploymentFailed.class;
            case DEPLOYMENT_SKIPPED -> Fact.DeploymentSkipped.class;
            case DEPLOYMENT_CANCELLED -> Fact.DeploymentCancelled.class;
            case VERIFICATION_FINISHED -> Fact.VerificationFinished.class;
            case SERVICE_DEPLOYED -> Fact.ServiceDeployed.class;
            case SERVICE_UPGRADED -> Fact.ServiceUpgraded.class;
            case SERVICE_ROLLED_BACK -> Fact.ServiceRolledBack.class;
            case HOLD_PLACED -> Fact.HoldPlaced.class;
            case BUILD_CANCELLED -> Fact.BuildCancelled.class;
            case ARTIFACT_VETOED -> Fact.ArtifactVetoed.class;
            case ARTIFACT_UNVETOED -> Fact.ArtifactUnvetoed.class;
            case FINDING_OPENED -> Fact.FindingOpened.class;
            case FINDING_RESOLVED -> Fact.FindingResolved.class;
            case WAIVER_GRANTED -> Fact.WaiverGranted.class;
            case WAIVER_REVOKED -> Fact.WaiverRevoked.class;
            case APPROVAL_UPDATED -> Fact.ApprovalUpdated.class;
            case PROMOTION_RESTORED -> Fact.PromotionRestored.class;
            case DEPLOYMENT_REQUESTED -> Fact.DeploymentRequested.class;
            case ABORT_REQUESTED -> Fact.AbortRequested.class;
            case HOLD_RELEASED -> Fact.HoldReleased.class;
            case FREEZE_OPENED -> Fact.FreezeOpened.class;
            case FREEZE_CLOSED -> Fact.FreezeClosed.class;
            case DRIFT_DETECTED -> Fact.DriftDetected.class;
            case DRIFT_RESOLVED -> Fact.DriftResolved.class;
            case JOB_DIED -> Fact.JobDied.class;
            case JOB_REDRIVEN -> Fact.JobRedriven.class;
            case JOB_SKIPPED -> Fact.JobSkipped.class;
        };
    }
}
