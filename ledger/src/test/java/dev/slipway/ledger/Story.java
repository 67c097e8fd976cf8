package dev.slipway.ledger;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.Fact;
import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Uuid7;
import dev.slipway.lifecycle.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A ledger in which something of everything has happened, entered by each service under its own role. */
final class Story {
    static final AppEnvironment DEV = AppEnvironment.parse("shop/dev");
    private static final Instant LATER = Instant.parse("2030-01-01T00:00:00Z");

    private Story() {}

    /** The first is superseded by the second; the third is rolled back, so that the second serves again. */
    static void tell() {
        Digest first = made("first", false);
        DeploymentId one = deployed(first);
        serves(first, one, new Fact.ServiceDeployed(one, DEV.app(), DEV.environment(), "http://127.0.0.1:18080"));
        Digest second = made("second", false);
        DeploymentId two = deployed(second);
        serves(
                second,
                two,
                new Fact.ServiceUpgraded(two, DEV.app(), DEV.environment(), first, "http://127.0.0.1:18081"));
        enter(
                Role.DEPLOYER,
                Subject.of(first),
                new Placement.Approved(new Placement.Id(DEV, first)).superseded(),
                new Fact.PromotionSuperseded(DEV.app(), DEV.environment(), second));
        rolledBack(second);
        aborted(second);
        builds();
        rulings(first, second);
    }

    static Digest made(String name, boolean urgent) {
        BuildId build = BuildId.next();
        BuildRequest request =
                new BuildRequest("https://git.example/shop.git", LedgerFixture.commit(), null, ".", false, urgent);
        Subject ofBuild = Subject.of(build);
        enter(Role.CONSOLE, ofBuild, Build.requested(build), new Fact.BuildRequested(request, "/ci", build.toString()));
        enter(Role.BUILDER, ofBuild, new Build.Requested(build).started(), new Fact.BuildStarted(1));
        Digest digest = new Digest("sha256:" + Sha256.hex(name + build));
        enter(
                Role.BUILDER,
                ofBuild,
                new Build.Building(build).built(),
                new Fact.BuildFinished(Fact.BuildOutcome.BUILT, digest, null, null, Sha256.hex("log")));
        Subject subject = Subject.of(digest);
        enter(Role.BUILDER, subject, Artifact.built(digest), packaged(build, request));
        enter(
                Role.SCANNER,
                subject,
                new Artifact.Built(digest).scanned(),
                new Fact.ScanFinished(
                        "s1", Sha256.hex("sbom"), 1, Map.of(), Map.of(), null, null, Map.of(), Map.of(), null));
        return digest;
    }

    static Fact packaged(BuildId build, BuildRequest request) {
        return new Fact.ArtifactPackaged(
                build,
                DEV.app(),
                "registry.example/shop",
                "application/vnd.oci.image.manifest.v1+json",
                request.repository(),
                request.commit(),
                "refs/heads/main",
                Sha256.hex("context"),
                "{}",
                null,
                null,
                List.of());
    }

    private static DeploymentId deployed(Digest digest) {
        return baking(approved(digest, DEV));
    }

    static Digest approved(Digest digest, AppEnvironment place) {
        Subject subject = Subject.of(digest);
        Placement.Id placement = new Placement.Id(place, digest);
        String decision = Sha256.hex("decision");
        enter(
                Role.PROMOTER,
                subject,
                Placement.requested(placement),
                new Fact.PromotionRequested(place.app(), place.environment(), "its policy asks by itself"));
        enter(
                Role.PROMOTER,
                subject,
                null,
                new Fact.GateEvaluated(place.app(), place.environment(), Verdict.PASS, List.of(), decision));
        enter(
                Role.PROMOTER,
                subject,
                new Placement.Pending(placement).approved(),
                new Fact.PromotionApproved(place.app(), place.environment(), "registry.example/shop", "dev", decision));
        return digest;
    }

    private static DeploymentId baking(Digest digest) {
        DeploymentId id = queued(digest);
        move(
                digest,
                new Deployment.Queued(id).preparing(),
                new Fact.DeploymentStarted(id, DEV.app(), DEV.environment()));
        for (Step step : List.of(
                new Deployment.Preparing(id).started(),
                new Deployment.Started(id).verifying(),
                new Deployment.Verifying(id).shifting(),
                new Deployment.Shifting(id).baking())) {
            move(digest, step, new Fact.DeploymentProgressed(id, DEV.app(), DEV.environment(), "on"));
        }
        return id;
    }

    private static DeploymentId queued(Digest digest) {
        DeploymentId id = new DeploymentId(Uuid7.next());
        move(
                digest,
                Deployment.queued(id),
                new Fact.DeploymentQueued(id, DEV.app(), DEV.environment(), Sha256.hex("configuration"), "promotion"));
        return id;
    }

    private static void serves(Digest digest, DeploymentId id, Fact.OfDeployment fact) {
        move(digest, new Deployment.Baking(id).succeeded(), fact);
    }

    private static void rolledBack(Digest good) {
        Digest third = made("third", false);
        DeploymentId bad = deployed(third);
        move(
                third,
                new Deployment.Baking(bad).rolledBack(),
                new Fact.ServiceRolledBack(bad, DEV.app(), DEV.environment(), third, null, "too slow"));
        DeploymentId back = baking(good);
        move(
                good,
                new Deployment.Baking(back).succeeded(),
                new Fact.ServiceRolledBack(back, DEV.app(), DEV.environment(), third, good, "too slow"));
    }

    private static void aborted(Digest digest) {
        DeploymentId id = queued(digest);
        enter(
                Role.CONSOLE,
                Subject.of(digest),
                null,
                new Fact.AbortRequested(id, DEV.app(), DEV.environment(), "not now"));
        move(
                digest,
                new Deployment.Queued(id).aborted(),
                new Fact.DeploymentFailed(id, DEV.app(), DEV.environment(), "prepare", "stopped", null));
    }

    /** One has failed, one is to stop and has not yet. */
    private static void builds() {
        BuildId failed = LedgerFixture.requestedBuild();
        enter(Role.BUILDER, Subject.of(failed), new Build.Requested(failed).started(), new Fact.BuildStarted(1));
        enter(
                Role.BUILDER,
                Subject.of(failed),
                new Build.Building(failed).failed(),
                new Fact.BuildFinished(Fact.BuildOutcome.FAILED, null, FailureKind.TEST, "no", null));
        BuildId stopping = LedgerFixture.requestedBuild();
        enter(Role.CONSOLE, Subject.of(stopping), null, new Fact.BuildCancelled("wrong branch"));
    }

    private static void rulings(Digest first, Digest second) {
        Subject place = Subject.of(DEV);
        rule(place, new Fact.HoldPlaced(DEV.app(), DEV.environment(), "audit"));
        rule(place, new Fact.HoldReleased(DEV.app(), DEV.environment(), "done"));
        rule(place, new Fact.FreezeOpened(DEV.app(), DEV.environment(), "sale", LATER));
        UUID waiver = UUID.randomUUID();
        rule(place, new Fact.WaiverGranted(waiver, "CVE-1", null, "not reachable", "team", LATER));
        rule(place, new Fact.WaiverRevoked(waiver, "it is"));
        rule(Subject.of(first), new Fact.WaiverGranted(UUID.randomUUID(), "CVE-2", "zlib", "small", "team", null));
        rule(Subject.of(first), new Fact.ArtifactVetoed("licence"));
        for (Fact.ApprovalDecision decision : Fact.ApprovalDecision.values()) {
            rule(
                    Subject.of(second),
                    new Fact.ApprovalUpdated(DEV.app(), DEV.environment(), decision, "mona", "owner", null, null));
        }
        enter(
                Role.DEPLOYER,
                place,
                null,
                new Fact.DriftDetected(DEV.app(), DEV.environment(), "missing", "1 of 2 containers"));
    }

    private static void rule(Subject subject, Fact ruling) {
        enter(Role.CONSOLE, subject, null, ruling);
    }

    private static void move(Digest digest, Step step, Fact.OfDeployment fact) {
        enter(Role.DEPLOYER, Subject.of(digest), step, fact);
    }

    static void enter(Role role, Subject subject, @Nullable Step step, Fact fact) {
        LedgerFixture.as(role).transaction("tell as " + role, connection -> {
            LedgerTx tx = LedgerTx.begin(connection, role, "mona", List.of(), List.of(subject), UUID.randomUUID());
            if (step == null) {
                tx.append(subject, fact);
            } else {
                tx.append(subject, step, fact);
            }
            tx.flush();
            return true;
        });
    }
}
