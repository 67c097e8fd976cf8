package dev.slipway.events;

import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One entry per type with fixed ids and times and every optional member present: what the golden files show. */
final class Examples {
    static final BuildId BUILD = BuildId.parse("0193c000-0000-7000-8000-000000000001");
    static final Digest DIGEST = new Digest("sha256:" + "5a".repeat(32));
    private static final Digest OTHER = new Digest("sha256:" + "3c".repeat(32));
    private static final AppName APP = new AppName("shop-api");
    private static final EnvironmentName PROD = new EnvironmentName("prod");
    private static final AppEnvironment PLACE = new AppEnvironment(APP, PROD);
    private static final DeploymentId DEPLOYMENT =
            new DeploymentId(UUID.fromString("0193c000-0000-7000-8000-000000000002"));
    private static final UUID JOB = UUID.fromString("0193c000-0000-7000-8000-000000000003");
    private static final Instant LATER = Instant.parse("2026-12-01T08:00:00Z");
    private static final UUID CHAIN = UUID.fromString("0193c000-0000-7000-8000-0000000000cc");
    private static final UUID CAUSE = UUID.fromString("0193c000-0000-7000-8000-0000000000ca");
    private static final String IMAGE = "registry.example:5000/shop/api";
    private static final String SOURCE = "https://git.example/shop/api.git";
    private static final CommitId COMMIT = new CommitId("9f".repeat(20));
    private static final Placement.Id PLACEMENT = new Placement.Id(PLACE, DIGEST);

    private Examples() {}

    static Entry of(FactType type) {
        UUID id = UUID.fromString(
                "0193c000-0000-7000-9000-" + Sha256.hex(type.wireName()).substring(0, 12));
        Subject subject = subject(type);
        boolean first = type == FactType.BUILD_REQUESTED;
        return new Entry(
                id,
                subject,
                first ? 1 : 7,
                type.writers().iterator().next(),
                actor(type),
                step(type),
                fact(type),
                CHAIN,
                first ? List.of() : List.of(CAUSE),
                subject instanceof Subject.OfArtifact ? IMAGE : null,
                Instant.parse("2026-11-24T10:15:30.123456Z"),
                first ? "0".repeat(64) : "e1".repeat(32));
    }

    private static String actor(FactType type) {
        return type.writers().contains(Role.CONSOLE) ? "mona@example.com" : "slipway";
    }

    private static Subject subject(FactType type) {
        if (type.subjects().contains(Subject.Kind.BUILD)) {
            return Subject.of(BUILD);
        }
        return type.subjects().contains(Subject.Kind.ARTIFACT) ? Subject.of(DIGEST) : Subject.of(PLACE);
    }

    private static Fact fact(FactType type) {
        return switch (type) {
            case BUILD_REQUESTED ->
                new Fact.BuildRequested(
                        new BuildRequest(SOURCE, COMMIT, "refs/heads/main", "services/api", false, false),
                        "https://ci.example/shop",
                        "pipeline-4711");
            case BUILD_STARTED -> new Fact.BuildStarted(1);
            case BUILD_CANCELLED -> new Fact.BuildCancelled("pushed by mistake");
            case BUILD_FINISHED ->
                new Fact.BuildFinished(
                        Fact.BuildOutcome.FAILED,
                        OTHER,
                        FailureKind.TEST,
                        "test 'unit' ended with exit code 1",
                        "0b".repeat(32));
            case TEST_SUITE_FINISHED ->
                new Fact.TestSuiteFinished(
                        BUILD,
                        "unit",
                        Verdict.FAIL,
                        48_200,
                        "exit code 1",
                        "2 of 214 tests failed: Größe, 値段, 🚢\n",
                        214,
                        2,
                        1,
                        List.of("PriceTest.rounds", "OrderTest.refusesEmpty"),
                        "0c".repeat(32));
            case ARTIFACT_PACKAGED ->
                new Fact.ArtifactPackaged(
                        BUILD,
                        APP,
                        IMAGE,
                        "application/vnd.oci.image.manifest.v1+json",
                        SOURCE,
                        COMMIT,
                        "refs/heads/main",
                        "c0".repeat(32),
                        "{\"port\":8080}",
                        "Ada <ada@example.com>",
                        "Mona <mona@example.com>",
                        List.of(new Fact.TagWish("1.4.0", true), new Fact.TagWish("main", false)));
            case ARTIFACT_PUBLISHED -> new Fact.ArtifactPublished(IMAGE, List.of("main", "9f9f9f9f9f9f"));
            case ARTIFACT_DELETED -> new Fact.ArtifactDeleted(IMAGE, "older than the retention of 90 days");
            case TAG_ADDED -> new Fact.TagAdded(IMAGE, "1.4.0", true);
            case SCAN_FINISHED ->
                new Fact.ScanFinished(
                        "2026-11-24T06:00:00Z",
                        "5b".repeat(32),
                        212,
                        Map.of("CRITICAL", 1, "HIGH", 3),
                        Map.of("Bitnami", 2),
                        "debian 13",
                        "5c".repeat(32),
                        Map.of("aws-access-key", 1),
                        Map.of("CIS-DI-0001", 1),
                        LATER);
            case ARTIFACT_VETOED -> new Fact.ArtifactVetoed("prices are wrong");
            case ARTIFACT_UNVETOED -> new Fact.ArtifactUnvetoed("prices were right after all");
            case FINDING_OPENED ->
                new Fact.FindingOpened(
                        APP,
                        PROD,
                        "GHSA-jfh8-c2jp-5v3q",
                        "org.apache.logging.log4j:log4j-core",
                        "2.14.1",
                        "CRITICAL",
                        "CVSS 3.1",
                        "2.15.0",
                        "sha256:" + "a5".repeat(32));
            case FINDING_RESOLVED ->
                new Fact.FindingResolved(
                        APP,
                        PROD,
                        "GHSA-jfh8-c2jp-5v3q",
                        "org.apache.logging.log4j:log4j-core",
                        "2.14.1",
                        "the advisory was withdrawn");
            case WAIVER_GRANTED ->
                new Fact.WaiverGranted(
                        JOB, "CVE-2026-1234", "zlib1g", "not reachable from outside", "team-shop", LATER);
            case WAIVER_REVOKED -> new Fact.WaiverRevoked(JOB, "it is reachable");
            case APPROVAL_UPDATED ->
                new Fact.ApprovalUpdated(
                        APP,
                        PROD,
                        Fact.ApprovalDecision.APPROVED,
                        "mona@example.com",
                        "release-manager",
                        "tried it in staging",
                        LATER);
            case PROMOTION_REQUESTED -> new Fact.PromotionRequested(APP, PROD, "scan finished in staging");
            case GATE_EVALUATED ->
                new Fact.GateEvaluated(
                        APP,
                        PROD,
                        Verdict.FAIL,
                        List.of(
                                new Fact.GateAnswer("tests", Verdict.PASS, "all 3 tests passed"),
                                new Fact.GateAnswer("findings", Verdict.FAIL, "1 critical finding is open")),
                        "d1".repeat(32));
            case PROMOTION_APPROVED -> new Fact.PromotionApproved(APP, PROD, IMAGE, "prod-17", "d1".repeat(32));
            case PROMOTION_SUPERSEDED -> new Fact.PromotionSuperseded(APP, PROD, OTHER);
            case PROMOTION_REVOKED -> new Fact.PromotionRevoked(APP, PROD, "CVE-2026-1234 is exploited");
            case PROMOTION_RESTORED -> new Fact.PromotionRestored(APP, PROD, "rolled back to");
            case DEPLOYMENT_REQUESTED ->
                new Fact.DeploymentRequested(APP, PROD, Fact.DeploymentCause.ROLL_BACK, "orders are lost");
            case ABORT_REQUESTED -> new Fact.AbortRequested(DEPLOYMENT, APP, PROD, "wrong window");
            case DEPLOYMENT_QUEUED ->
                new Fact.DeploymentQueued(DEPLOYMENT, APP, PROD, "cf".repeat(32), "promotion approved");
            case DEPLOYMENT_STARTED -> new Fact.DeploymentStarted(DEPLOYMENT, APP, PROD);
            case DEPLOYMENT_PROGRESSED -> new Fact.DeploymentProgressed(DEPLOYMENT, APP, PROD, "2 of 2 replicas run");
            case DEPLOYMENT_FAILED ->
                new Fact.DeploymentFailed(
                        DEPLOYMENT, APP, PROD, "verify", "GET /health answered 503", "no database\nexiting\n");
            case DEPLOYMENT_SKIPPED -> new Fact.DeploymentSkipped(DEPLOYMENT, APP, PROD, "a newer digest is approved");
            case DEPLOYMENT_CANCELLED -> new Fact.DeploymentCancelled(DEPLOYMENT, APP, PROD, "asked by mona");
            case VERIFICATION_FINISHED ->
                new Fact.VerificationFinished(
                        DEPLOYMENT, APP, PROD, "health", Verdict.PASS, "GET /health answered 200 ten times");
            case SERVICE_DEPLOYED ->
                new Fact.ServiceDeployed(DEPLOYMENT, APP, PROD, "http://shop-api.prod.example:8080");
            case SERVICE_UPGRADED ->
                new Fact.ServiceUpgraded(DEPLOYMENT, APP, PROD, OTHER, "http://shop-api.prod.example:8080");
            case SERVICE_ROLLED_BACK ->
                new Fact.ServiceRolledBack(DEPLOYMENT, APP, PROD, DIGEST, OTHER, "5 % of the answers were 500");
            case HOLD_PLACED -> new Fact.HoldPlaced(APP, PROD, "end of the year freeze");
            case HOLD_RELEASED -> new Fact.HoldReleased(APP, PROD, "the year has begun");
            case FREEZE_OPENED -> new Fact.FreezeOpened(APP, PROD, "sale", LATER);
            case FREEZE_CLOSED -> new Fact.FreezeClosed(APP, PROD, "sold out");
            case DRIFT_DETECTED ->
                new Fact.DriftDetected(APP, PROD, "missing", "container of deployment 1 does not run");
            case DRIFT_RESOLVED -> new Fact.DriftResolved(APP, PROD, "missing", "it runs again");
            case JOB_DIED -> new Fact.JobDied(JOB, "builder", "build-image", 8, "container engine not reachable");
            case JOB_REDRIVEN -> new Fact.JobRedriven(JOB, "builder", "build-image", "engine is back");
            case JOB_SKIPPED -> new Fact.JobSkipped(JOB, "builder", "build-image", "commit was withdrawn");
        };
    }

    private static @Nullable Step step(FactType type) {
        return switch (type) {
            case BUILD_REQUESTED -> Build.requested(BUILD);
            case BUILD_STARTED -> new Build.Requested(BUILD).started();
            case BUILD_FINISHED -> new Build.Building(BUILD).failed();
            case ARTIFACT_PACKAGED -> Artifact.built(DIGEST);
            case ARTIFACT_DELETED -> new Artifact.Scanned(DIGEST).retired();
            case SCAN_FINISHED -> new Artifact.Built(DIGEST).scanned();
            case PROMOTION_REQUESTED -> Placement.requested(PLACEMENT);
            case GATE_EVALUATED -> new Placement.Pending(PLACEMENT).blocked();
            case PROMOTION_APPROVED -> new Placement.Pending(PLACEMENT).approved();
            case PROMOTION_SUPERSEDED -> new Placement.Approved(PLACEMENT).superseded();
            case PROMOTION_REVOKED -> new Placement.Approved(PLACEMENT).revoked();
            case PROMOTION_RESTORED -> new Placement.Superseded(PLACEMENT).restored();
            case DEPLOYMENT_QUEUED -> Deployment.queued(DEPLOYMENT);
            case DEPLOYMENT_STARTED -> new Deployment.Queued(DEPLOYMENT).preparing();
            case DEPLOYMENT_PROGRESSED -> new Deployment.Preparing(DEPLOYMENT).started();
            case DEPLOYMENT_FAILED -> new Deployment.Verifying(DEPLOYMENT).aborted();
            case DEPLOYMENT_SKIPPED -> new Deployment.Queued(DEPLOYMENT).skipped();
            case DEPLOYMENT_CANCELLED -> new Deployment.Queued(DEPLOYMENT).cancelled();
            case SERVICE_DEPLOYED, SERVICE_UPGRADED -> new Deployment.Baking(DEPLOYMENT).succeeded();
            case SERVICE_ROLLED_BACK -> new Deployment.Baking(DEPLOYMENT).rolledBack();
            case TEST_SUITE_FINISHED,
                    ARTIFACT_PUBLISHED,
                    TAG_ADDED,
                    VERIFICATION_FINISHED,
                    HOLD_PLACED,
                    BUILD_CANCELLED,
                    ARTIFACT_VETOED,
                    ARTIFACT_UNVETOED,
                    FINDING_OPENED,
                    FINDING_RESOLVED,
                    WAIVER_GRANTED,
                    WAIVER_REVOKED,
                    APPROVAL_UPDATED,
                    DEPLOYMENT_REQUESTED,
                    ABORT_REQUESTED,
                    HOLD_RELEASED,
                    FREEZE_OPENED,
                    FREEZE_CLOSED,
                    DRIFT_DETECTED,
                    DRIFT_RESOLVED,
                    JOB_DIED,
                    JOB_REDRIVEN,
                    JOB_SKIPPED -> null;
        };
    }
}
