package dev.slipway.deployer;

import dev.slipway.deployer.target.Target;
import dev.slipway.events.Fact;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.PlacementView;
import dev.slipway.ledger.ServingView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the deployer writes to the ledger, with what must hold at that moment. */
@ApplicationScoped
class DeploymentRecords {
    static final String RETIRE = "retire";
    private static final int TAIL = 3_000;

    /** A promoted digest, and only one, may begin: looked at under the lock of the artifact. */
    void begin(JobContext context, AppEnvironment place, ArtifactView artifact, DeploymentId id, Target target)
            throws InterruptedException, Obsolete {
        Subject subject = Subject.of(artifact.digest());
        context.record(List.of(subject), tx -> {
            requireApproved(tx, place, artifact.digest());
            tx.append(subject, Deployment.queued(id), queued(place, id, target.configurationSha256()));
        });
    }

    private static Fact queued(AppEnvironment place, DeploymentId id, String configurationSha256) {
        return new Fact.DeploymentQueued(id, place.app(), place.environment(), configurationSha256, "promotion");
    }

    private static void requireApproved(LedgerTx tx, AppEnvironment place, Digest digest) throws Obsolete {
        Placement.State state = tx.placement(new Placement.Id(place, digest))
                .map(PlacementView::state)
                .orElse(null);
        if (state != Placement.State.APPROVED) {
            throw new Obsolete("%s may not run in %s: its placement is %s"
                    .formatted(digest, place, state == null ? "not there" : state));
        }
    }

    void prepare(JobContext context, DeploymentView now, Deployment.Queued queued)
            throws InterruptedException, Obsolete {
        Subject subject = Subject.of(now.digest());
        context.record(List.of(subject), tx -> {
            requireApproved(tx, now.place(), now.digest());
            tx.append(subject, queued.preparing(), new Fact.DeploymentStarted(now.id(), app(now), environment(now)));
        });
    }

    void progress(JobContext context, DeploymentView now, Step step, String detail)
            throws InterruptedException, Obsolete {
        Subject subject = Subject.of(now.digest());
        context.record(
                List.of(subject),
                tx -> tx.append(
                        subject, step, new Fact.DeploymentProgressed(now.id(), app(now), environment(now), detail)));
    }

    void verified(JobContext context, DeploymentView now, Deployment.Verifying verifying, String because)
            throws InterruptedException, Obsolete {
        Subject subject = Subject.of(now.digest());
        context.record(List.of(subject), tx -> {
            tx.append(
                    subject,
                    new Fact.VerificationFinished(
                            now.id(), app(now), environment(now), "ready", Verdict.PASS, because));
            tx.append(
                    subject,
                    verifying.shifting(),
                    new Fact.DeploymentProgressed(now.id(), app(now), environment(now), "takes the traffic"));
        });
    }

    /** Serving moves, and what served before is superseded: one transaction over both digests. */
    Outcome succeed(DeploymentView now, Deployment.Baking baking, String url, @Nullable ServingView before) {
        Subject subject = Subject.of(now.digest());
        Digest old = before == null || before.digest().equals(now.digest()) ? null : before.digest();
        List<Subject> subjects = new ArrayList<>(List.of(Subject.of(now.place()), subject));
        if (old != null) {
            subjects.add(Subject.of(old));
        }
        return Outcome.finish(subjects, tx -> {
            tx.append(subject, baking.succeeded(), service(now, url, before));
            if (old != null) {
                supersede(tx, now, old);
            }
            retireOthers(tx, now);
        });
    }

    private static Fact service(DeploymentView now, String url, @Nullable ServingView before) {
        return before == null
                ? new Fact.ServiceDeployed(now.id(), app(now), environment(now), url)
                : new Fact.ServiceUpgraded(now.id(), app(now), environment(now), before.digest(), url);
    }

    private static void supersede(LedgerTx tx, DeploymentView now, Digest old) {
        tx.placement(new Placement.Id(now.place(), old))
                .map(PlacementView::placement)
                .ifPresent(placement -> {
                    if (placement instanceof Placement.Approved approved) {
                        tx.append(
                                Subject.of(old),
                                approved.superseded(),
                                new Fact.PromotionSuperseded(app(now), environment(now), now.digest()));
                    }
                });
    }

    Outcome rolledBack(DeploymentView now, Step step, @Nullable Digest to, String cause, String logTail) {
        Subject subject = Subject.of(now.digest());
        List<Subject> subjects = new ArrayList<>(List.of(Subject.of(now.place()), subject));
        if (to != null) {
            subjects.add(Subject.of(to));
        }
        return Outcome.finish(subjects, tx -> {
            tx.append(
                    subject,
                    new Fact.VerificationFinished(
                            now.id(), app(now), environment(now), "bake", Verdict.FAIL, tail(cause + "\n" + logTail)));
            tx.append(
                    subject,
                    step,
                    new Fact.ServiceRolledBack(now.id(), app(now), environment(now), now.digest(), to, cause));
            retireOthers(tx, now);
        });
    }

    /** The legal failure move for where the deployment stands; a failed way back also holds the environment. */
    Outcome failed(DeploymentView now, String step, String reason, String logTail) {
        Subject subject = Subject.of(now.digest());
        Fact failed =
                new Fact.DeploymentFailed(now.id(), app(now), environment(now), step, tail(reason), tail(logTail));
        return switch (now.deployment()) {
            case Deployment.Queued queued -> ended(now, queued.aborted(), failed);
            case Deployment.Preparing preparing -> ended(now, preparing.aborted(), failed);
            case Deployment.Started started -> ended(now, started.aborted(), failed);
            case Deployment.Verifying verifying ->
                Outcome.finish(List.of(subject), tx -> {
                    tx.append(
                            subject,
                            new Fact.VerificationFinished(
                                    now.id(), app(now), environment(now), "ready", Verdict.FAIL, tail(reason)));
                    tx.append(subject, verifying.aborted(), failed);
                    retireOthers(tx, now);
                });
            case Deployment.Shifting shifting -> stranded(now, shifting.rollbackFailed(), failed, reason);
            case Deployment.Baking baking -> stranded(now, baking.rollbackFailed(), failed, reason);
            case Deployment.Ended ended -> Outcome.nothing("the deployment has ended: " + ended.state());
        };
    }

    /** Nothing was begun, because there was nothing to begin with: said all the same. */
    Outcome neverBegun(AppEnvironment place, Digest digest, DeploymentId id, String step, String reason) {
        Subject subject = Subject.of(digest);
        return Outcome.finish(List.of(subject), tx -> {
            requireApproved(tx, place, digest);
            tx.append(subject, Deployment.queued(id), queued(place, id, "none"));
            tx.append(
                    subject,
                    new Deployment.Queued(id).aborted(),
                    new Fact.DeploymentFailed(id, place.app(), place.environment(), step, tail(reason), null));
        });
    }

    private static Outcome ended(DeploymentView now, Step step, Fact failed) {
        return Outcome.finish(List.of(Subject.of(now.digest())), tx -> {
            tx.append(Subject.of(now.digest()), step, failed);
            retireOthers(tx, now);
        });
    }

    private static Outcome stranded(DeploymentView now, Step step, Fact failed, String reason) {
        Subject place = Subject.of(now.place());
        return Outcome.finish(List.of(place, Subject.of(now.digest())), tx -> {
            tx.append(Subject.of(now.digest()), step, failed);
            tx.append(place, new Fact.HoldPlaced(app(now), environment(now), "a roll back failed: " + tail(reason)));
        });
    }

    private static void retireOthers(LedgerTx tx, DeploymentView now) {
        tx.enqueue(NewJob.of(
                now.place().toString(),
                RETIRE,
                Subject.of(now.digest()),
                now.id().toString()));
    }

    private static AppName app(DeploymentView now) {
        return now.place().app();
    }

    private static EnvironmentName environment(DeploymentView now) {
        return now.place().environment();
    }

    private static String tail(String text) {
        return text.length() <= TAIL ? text : "…" + text.substring(text.length() - TAIL);
    }
}
