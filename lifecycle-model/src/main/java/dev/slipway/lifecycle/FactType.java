package dev.slipway.lifecycle;

import static dev.slipway.lifecycle.Role.BUILDER;
import static dev.slipway.lifecycle.Role.CONSOLE;
import static dev.slipway.lifecycle.Role.DEPLOYER;
import static dev.slipway.lifecycle.Role.PROMOTER;
import static dev.slipway.lifecycle.Role.SCANNER;
import static dev.slipway.lifecycle.Subject.Kind.ARTIFACT;
import static dev.slipway.lifecycle.Subject.Kind.BUILD;
import static dev.slipway.lifecycle.Subject.Kind.ENVIRONMENT;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every fact the ledger can hold: its event type on the wire, the kinds of subject it may be about, the moves it may
 * record (none for a fact that moves nothing) and who may write it. The single source for the code, the database's
 * tables, the schemas and the pages; tests hold each of them equal to it.
 */
public enum FactType {
    BUILD_REQUESTED(ours("build.requested"), on(BUILD), by(BUILDER, CONSOLE), build(null, Build.State.REQUESTED)),
    BUILD_STARTED(
            "dev.cdevents.build.started.0.3.0",
            on(BUILD),
            by(BUILDER),
            build(Build.State.REQUESTED, Build.State.BUILDING)),
    BUILD_CANCELLED(ours("build.cancelled"), on(BUILD), by(BUILDER, CONSOLE)),
    BUILD_FINISHED(
            "dev.cdevents.build.finished.0.3.0",
            on(BUILD),
            by(BUILDER),
            build(Build.State.REQUESTED, Build.State.FAILED),
            build(Build.State.REQUESTED, Build.State.CANCELLED),
            build(Build.State.BUILDING, Build.State.BUILT),
            build(Build.State.BUILDING, Build.State.FAILED),
            build(Build.State.BUILDING, Build.State.CANCELLED)),
    TEST_SUITE_FINISHED("dev.cdevents.testsuiterun.finished.0.3.0", on(BUILD, ARTIFACT), by(BUILDER)),
    ARTIFACT_PACKAGED(
            "dev.cdevents.artifact.packaged.0.3.0", on(ARTIFACT), by(BUILDER), artifact(null, Artifact.State.BUILT)),
    ARTIFACT_PUBLISHED("dev.cdevents.artifact.published.0.3.0", on(ARTIFACT), by(BUILDER)),
    ARTIFACT_DELETED(
            "dev.cdevents.artifact.deleted.0.2.0",
            on(ARTIFACT),
            by(PROMOTER),
            artifact(Artifact.State.BUILT, Artifact.State.RETIRED),
            artifact(Artifact.State.SCANNED, Artifact.State.RETIRED)),
    TAG_ADDED(ours("tag.added"), on(ARTIFACT), by(BUILDER, PROMOTER)),
    SCAN_FINISHED(
            ours("scan.finished"), on(ARTIFACT), by(SCANNER), artifact(Artifact.State.BUILT, Artifact.State.SCANNED)),
    ARTIFACT_VETOED(ours("artifact.vetoed"), on(ARTIFACT), by(CONSOLE)),
    ARTIFACT_UNVETOED(ours("artifact.unvetoed"), on(ARTIFACT), by(CONSOLE)),
    FINDING_OPENED(ours("finding.opened"), on(ARTIFACT), by(SCANNER)),
    FINDING_RESOLVED(ours("finding.resolved"), on(ARTIFACT), by(SCANNER)),
    WAIVER_GRANTED(ours("waiver.granted"), on(ARTIFACT, ENVIRONMENT), by(CONSOLE)),
    WAIVER_REVOKED(ours("waiver.revoked"), on(ARTIFACT, ENVIRONMENT), by(CONSOLE)),
    APPROVAL_UPDATED(ours("approval.updated"), on(ARTIFACT), by(CONSOLE)),
    PROMOTION_REQUESTED(
            ours("promotion.requested"),
            on(ARTIFACT),
            by(PROMOTER, CONSOLE),
            placement(null, Placement.State.PENDING),
            placement(Placement.State.SUPERSEDED, Placement.State.PENDING),
            placement(Placement.State.REVOKED, Placement.State.PENDING)),
    GATE_EVALUATED(
            ours("gate.evaluated"),
            on(ARTIFACT),
            by(PROMOTER),
            placement(Placement.State.PENDING, Placement.State.BLOCKED),
            placement(Placement.State.BLOCKED, Placement.State.PENDING)),
    PROMOTION_APPROVED(
            ours("promotion.approved"),
            on(ARTIFACT),
            by(PROMOTER),
            placement(Placement.State.PENDING, Placement.State.APPROVED)),
    PROMOTION_SUPERSEDED(
            ours("promotion.superseded"),
            on(ARTIFACT),
            by(DEPLOYER),
            placement(Placement.State.APPROVED, Placement.State.SUPERSEDED)),
    PROMOTION_REVOKED(
            ours("promotion.revoked"),
            on(ARTIFACT),
            by(PROMOTER, DEPLOYER, CONSOLE),
            placement(Placement.State.APPROVED, Placement.State.REVOKED)),
    PROMOTION_RESTORED(
            ours("promotion.restored"),
            on(ARTIFACT),
            by(DEPLOYER),
            placement(Placement.State.SUPERSEDED, Placement.State.APPROVED)),
    DEPLOYMENT_REQUESTED(ours("deployment.requested"), on(ARTIFACT), by(CONSOLE)),
    ABORT_REQUESTED(ours("abort.requested"), on(ARTIFACT), by(CONSOLE)),
    DEPLOYMENT_QUEUED(ours("deployment.queued"), on(ARTIFACT), by(DEPLOYER), deployment(null, Deployment.State.QUEUED)),
    DEPLOYMENT_STARTED(
            ours("deployment.started"),
            on(ARTIFACT),
            by(DEPLOYER),
            deployment(Deployment.State.QUEUED, Deployment.State.PREPARING)),
    DEPLOYMENT_PROGRESSED(
            ours("deployment.progressed"),
            on(ARTIFACT),
            by(DEPLOYER),
            deployment(Deployment.State.PREPARING, Deployment.State.STARTED),
            deployment(Deployment.State.STARTED, Deployment.State.VERIFYING),
            deployment(Deployment.State.VERIFYING, Deployment.State.SHIFTING),
            deployment(Deployment.State.SHIFTING, Deployment.State.BAKING)),
    DEPLOYMENT_FAILED(
            ours("deployment.failed"),
            on(ARTIFACT),
            by(DEPLOYER),
            deployment(Deployment.State.QUEUED, Deployment.State.ABORTED),
            deployment(Deployment.State.PREPARING, Deployment.State.ABORTED),
            deployment(Deployment.State.STARTED, Deployment.State.ABORTED),
            deployment(Deployment.State.VERIFYING, Deployment.State.ABORTED),
            deployment(Deployment.State.VERIFYING, Deployment.State.INCONCLUSIVE),
            deployment(Deployment.State.SHIFTING, Deployment.State.INCONCLUSIVE),
            deployment(Deployment.State.BAKING, Deployment.State.INCONCLUSIVE),
            deployment(Deployment.State.SHIFTING, Deployment.State.ROLLBACK_FAILED),
            deployment(Deployment.State.BAKING, Deployment.State.ROLLBACK_FAILED)),
    DEPLOYMENT_SKIPPED(
            ours("deployment.skipped"),
            on(ARTIFACT),
            by(DEPLOYER),
            deployment(Deployment.State.QUEUED, Deployment.State.SKIPPED)),
    DEPLOYMENT_CANCELLED(
            ours("deployment.cancelled"),
            on(ARTIFACT),
            by(DEPLOYER),
            deployment(Deployment.State.QUEUED, Deployment.State.CANCELLED)),
    VERIFICATION_FINISHED(ours("verification.finished"), on(ARTIFACT), by(DEPLOYER)),
    SERVICE_DEPLOYED(
            "dev.cdevents.service.deployed.0.3.0",
            on(ARTIFACT),
            by(DEPLOYER),
            deployment(Deployment.State.BAKING, Deployment.State.SUCCEEDED)),
    SERVICE_UPGRADED(
            "dev.cdevents.service.upgraded.0.3.0",
            on(ARTIFACT),
            by(DEPLOYER),
            deployment(Deployment.State.BAKING, Deployment.State.SUCCEEDED)),
    SERVICE_ROLLED_BACK(
            "dev.cdevents.service.rolledback.0.3.0",
            on(ARTIFACT),
            by(DEPLOYER),
            deployment(Deployment.State.SHIFTING, Deployment.State.ROLLED_BACK),
            deployment(Deployment.State.BAKING, Deployment.State.ROLLED_BACK),
            deployment(Deployment.State.BAKING, Deployment.State.SUCCEEDED)),
    HOLD_PLACED(ours("hold.placed"), on(ENVIRONMENT), by(DEPLOYER, CONSOLE)),
    HOLD_RELEASED(ours("hold.released"), on(ENVIRONMENT), by(CONSOLE)),
    FREEZE_OPENED(ours("freeze.opened"), on(ENVIRONMENT), by(DEPLOYER, CONSOLE)),
    FREEZE_CLOSED(ours("freeze.closed"), on(ENVIRONMENT), by(CONSOLE)),
    DRIFT_DETECTED(ours("drift.detected"), on(ENVIRONMENT), by(DEPLOYER)),
    DRIFT_RESOLVED(ours("drift.resolved"), on(ENVIRONMENT), by(DEPLOYER)),
    JOB_DIED(ours("job.died"), on(BUILD, ARTIFACT, ENVIRONMENT), by(BUILDER, SCANNER, PROMOTER, DEPLOYER)),
    JOB_REDRIVEN(ours("job.redriven"), on(BUILD, ARTIFACT, ENVIRONMENT), by(CONSOLE)),
    JOB_SKIPPED(ours("job.skipped"), on(BUILD, ARTIFACT, ENVIRONMENT), by(CONSOLE));

    private static final Map<String, FactType> BY_WIRE_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(FactType::wireName, Function.identity()));

    /** One row of the moves' table: a machine may go from one state to another. */
    public record Edge(Machine machine, String from, String to) {}

    private final String wireName;
    private final Set<Subject.Kind> subjects;
    private final Set<Role> writers;
    private final List<Edge> edges;

    FactType(String wireName, Set<Subject.Kind> subjects, Set<Role> writers, Edge... edges) {
        this.wireName = wireName;
        this.subjects = subjects;
        this.writers = writers;
        this.edges = List.of(edges);
    }

    /** The type attribute of its event. */
    public String wireName() {
        return wireName;
    }

    public Set<Subject.Kind> subjects() {
        return subjects;
    }

    public Set<Role> writers() {
        return writers;
    }

    public List<Edge> edges() {
        return edges;
    }

    public static FactType of(String wireName) {
        FactType type = BY_WIRE_NAME.get(wireName);
        if (type == null) {
            throw new IllegalArgumentException("not a lifecycle event type: '%s'".formatted(wireName));
        }
        return type;
    }

    private static String ours(String subjectAndPredicate) {
        return "dev.cdeventsx.slipway-" + subjectAndPredicate + ".0.1.0";
    }

    private static Set<Subject.Kind> on(Subject.Kind first, Subject.Kind... more) {
        return EnumSet.of(first, more);
    }

    private static Set<Role> by(Role first, Role... more) {
        return EnumSet.of(first, more);
    }

    private static Edge build(Build.@Nullable State from, Build.State to) {
        return edge(Machine.BUILD, from, to);
    }

    private static Edge artifact(Artifact.@Nullable State from, Artifact.State to) {
        return edge(Machine.ARTIFACT, from, to);
    }

    private static Edge placement(Placement.@Nullable State from, Placement.State to) {
        return edge(Machine.PLACEMENT, from, to);
    }

    private static Edge deployment(Deployment.@Nullable State from, Deployment.State to) {
        return edge(Machine.DEPLOYMENT, from, to);
    }

    private static Edge edge(Machine machine, @Nullable Enum<?> from, Enum<?> to) {
        return new Edge(machine, from == null ? Machine.NONE : from.name(), to.name());
    }
}
