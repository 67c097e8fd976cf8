package dev.slipway.deployer;

import dev.slipway.events.Fact;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.PlacementView;
import dev.slipway.ledger.RestrictionView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What must hold when a deployment begins, looked at under the locks of the environment and of the digest. */
@ApplicationScoped
class Admission {
    static final String PROMOTION = "promotion";

    private final Ledger ledger;

    Admission(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Queues it with its configuration. What automation asked for and may no longer be is dropped without a trace. */
    void begin(JobContext context, Plan plan) throws InterruptedException, Obsolete {
        Subject subject = Subject.of(plan.artifact().digest());
        context.record(List.of(Subject.of(plan.place()), subject), tx -> {
            if (plan.cause().equals(PROMOTION)) {
                requireApproved(tx, plan.place(), plan.artifact().digest());
            }
            String sha256 = tx.keep(new EvidenceBody(
                    "configuration",
                    "application/json",
                    plan.configuration().json().getBytes(StandardCharsets.UTF_8)));
            tx.append(subject, Deployment.queued(plan.id()), queued(plan.place(), plan.id(), sha256, plan.cause()));
        });
    }

    private static Fact queued(AppEnvironment place, DeploymentId id, String configurationSha256, String cause) {
        return new Fact.DeploymentQueued(id, place.app(), place.environment(), configurationSha256, cause);
    }

    private static Optional<PlacementView> placement(LedgerTx tx, AppEnvironment place, Digest digest) {
        return tx.placement(new Placement.Id(place, digest));
    }

    private static void requireApproved(LedgerTx tx, AppEnvironment place, Digest digest) throws Obsolete {
        Placement.State state =
                placement(tx, place, digest).map(PlacementView::state).orElse(null);
        if (state != Placement.State.APPROVED) {
            throw new Obsolete("%s may not run in %s: its placement is %s"
                    .formatted(digest, place, state == null ? "not there" : state));
        }
    }

    /** Lets it begin, ends it, or gives back why it has to wait. */
    Optional<String> admit(JobContext context, Plan plan, Deployment.Queued queued)
            throws InterruptedException, Obsolete {
        AtomicReference<@Nullable String> wait = new AtomicReference<>();
        Subject subject = Subject.of(plan.artifact().digest());
        context.record(List.of(Subject.of(plan.place()), subject), tx -> {
            Fact end = refusal(tx, plan);
            if (end instanceof Fact.DeploymentSkipped) {
                tx.append(subject, queued.skipped(), end);
            } else if (end != null) {
                tx.append(subject, queued.cancelled(), end);
            } else {
                wait.set(plan.wayBack() ? null : freeze(tx, plan.place()));
                if (wait.get() == null) {
                    restore(tx, plan, subject);
                    tx.append(
                            subject,
                            queued.preparing(),
                            new Fact.DeploymentStarted(
                                    plan.id(), plan.place().app(), plan.place().environment()));
                }
            }
        });
        return Optional.ofNullable(wait.get());
    }

    private @Nullable Fact refusal(LedgerTx tx, Plan plan) {
        AppEnvironment place = plan.place();
        Digest digest = plan.artifact().digest();
        String veto = tx.artifact(digest).map(ArtifactView::veto).orElse(null);
        if (veto != null) {
            return cancelled(plan, "%s is vetoed by %s".formatted(digest, veto));
        }
        Placement.State state =
                placement(tx, place, digest).map(PlacementView::state).orElse(null);
        boolean restorable = plan.wayBack() && state == Placement.State.SUPERSEDED;
        if (state != Placement.State.APPROVED && !restorable) {
            return cancelled(
                    plan,
                    "%s may not run in %s: its placement is %s"
                            .formatted(digest, place, state == null ? "not there" : state));
        }
        if (plan.wayBack()) {
            return Plans.lastGood(ledger, place, digest).isPresent()
                    ? null
                    : cancelled(plan, "%s was never good in %s".formatted(digest, place));
        }
        return newer(tx, plan)
                .<Fact>map(newest -> new Fact.DeploymentSkipped(
                        plan.id(),
                        place.app(),
                        place.environment(),
                        "%s is newer, may run there and waits behind it".formatted(newest)))
                .orElse(null);
    }

    private static Fact cancelled(Plan plan, String reason) {
        return new Fact.DeploymentCancelled(
                plan.id(), plan.place().app(), plan.place().environment(), reason);
    }

    private static Optional<Digest> newer(LedgerTx tx, Plan plan) {
        return tx.waiting(plan.place().toString(), DeployerStage.DEPLOY).stream()
                .map(DeployerStage::digest)
                .filter(other -> !other.equals(plan.artifact().digest()))
                .filter(other -> placement(tx, plan.place(), other)
                        .filter(placement -> placement.state() == Placement.State.APPROVED)
                        .isPresent())
                .filter(other -> tx.artifact(other)
                        .filter(artifact -> artifact.veto() == null
                                && artifact.packagedAt().isAfter(plan.artifact().packagedAt()))
                        .isPresent())
                .findFirst();
    }

    private static @Nullable String freeze(LedgerTx tx, AppEnvironment place) {
        return tx.restrictions(place).stream()
                .filter(one -> one.kind() == RestrictionView.Kind.FREEZE && one.holdsAt(tx.now()))
                .map(one -> "%s is frozen by %s: %s".formatted(place, one.actor(), one.reason()))
                .findFirst()
                .orElse(null);
    }

    private static void restore(LedgerTx tx, Plan plan, Subject subject) {
        placement(tx, plan.place(), plan.artifact().digest())
                .map(PlacementView::placement)
                .ifPresent(placement -> {
                    if (placement instanceof Placement.Superseded superseded) {
                        tx.append(
                                subject,
                                superseded.restored(),
                                new Fact.PromotionRestored(
                                        plan.place().app(), plan.place().environment(), plan.cause()));
                    }
                });
    }

    /** Nothing was begun, because there was nothing to begin with: said all the same. */
    Outcome neverBegun(AppEnvironment place, Digest digest, DeploymentId id, String cause, Fact end) {
        Subject subject = Subject.of(digest);
        return Outcome.finish(List.of(Subject.of(place), subject), tx -> {
            if (cause.equals(PROMOTION)) {
                requireApproved(tx, place, digest);
            }
            tx.append(subject, Deployment.queued(id), queued(place, id, "none", cause));
            Deployment.Queued queued = new Deployment.Queued(id);
            tx.append(subject, end instanceof Fact.DeploymentCancelled ? queued.cancelled() : queued.aborted(), end);
        });
    }
}
