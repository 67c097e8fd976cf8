package dev.slipway.deployer;

import dev.slipway.deployer.verify.Finding;
import dev.slipway.events.Fact;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.PlacementView;
import dev.slipway.ledger.ServingView;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the deployer writes to the ledger about a deployment that has begun. */
@ApplicationScoped
class DeploymentRecords {
    private static final int TAIL = 3_000;

    private final DeployerConfig config;

    DeploymentRecords(DeployerConfig config) {
        this.config = config;
    }

    void progress(JobContext context, DeploymentView now, Step step, String detail)
            throws InterruptedException, Obsolete {
        progress(context, now, List.of(), step, detail);
    }

    /** A step that was taken because of these findings. */
    void progress(JobContext context, DeploymentView now, Collection<Finding> findings, Step step, String detail)
            throws InterruptedException, Obsolete {
        Subject subject = Subject.of(now.digest());
        context.record(List.of(subject), tx -> {
            append(tx, now, findings);
            tx.append(subject, step, new Fact.DeploymentProgressed(now.id(), app(now), environment(now), detail));
        });
    }

    /** A finding between two steps. */
    void found(JobContext context, DeploymentView now, Finding finding) throws InterruptedException, Obsolete {
        context.record(List.of(Subject.of(now.digest())), tx -> append(tx, now, List.of(finding)));
    }

    private static void append(LedgerTx tx, DeploymentView now, Collection<Finding> findings) {
        for (Finding finding : findings) {
            tx.append(
                    Subject.of(now.digest()),
                    new Fact.VerificationFinished(
                            now.id(),
                            app(now),
                            environment(now),
                            finding.check(),
                            finding.verdict(),
                            tail(finding.because())));
        }
    }

    /** Serving moves, and what served before gives way: one transaction over both digests. */
    Outcome succeed(
            Plan plan, DeploymentView now, Deployment.Baking baking, Finding bake, @Nullable ServingView before) {
        Subject subject = Subject.of(now.digest());
        Digest old = before == null || before.digest().equals(now.digest()) ? null : before.digest();
        return Outcome.finish(subjects(now, old), tx -> {
            append(tx, now, List.of(bake));
            tx.append(subject, baking.succeeded(), service(plan, now, before));
            if (old != null && plan.wayBack()) {
                revoke(tx, now, old, plan.cause());
            } else if (old != null) {
                supersede(tx, now, old);
            }
            retireOthers(tx, now);
            tx.timer(
                    Subject.of(now.place()),
                    DeployerStage.DRIFT,
                    tx.now().plus(config.driftEvery()),
                    now.place().toString());
        });
    }

    private static List<Subject> subjects(DeploymentView now, @Nullable Digest other) {
        List<Subject> subjects = new ArrayList<>(List.of(Subject.of(now.place()), Subject.of(now.digest())));
        if (other != null) {
            subjects.add(Subject.of(other));
        }
        return subjects;
    }

    private static Fact service(Plan plan, DeploymentView now, @Nullable ServingView before) {
        String url = plan.target().url();
        if (before == null) {
            return new Fact.ServiceDeployed(now.id(), app(now), environment(now), url);
        }
        return plan.wayBack()
                ? new Fact.ServiceRolledBack(
                        now.id(), app(now), environment(now), before.digest(), now.digest(), plan.cause())
                : new Fact.ServiceUpgraded(now.id(), app(now), environment(now), before.digest(), url);
    }

    private static Optional<Placement.Approved> approved(LedgerTx tx, DeploymentView now, Digest digest) {
        return tx.placement(new Placement.Id(now.place(), digest))
                .map(PlacementView::placement)
                .filter(Placement.Approved.class::isInstance)
                .map(Placement.Approved.class::cast);
    }

    private static void supersede(LedgerTx tx, DeploymentView now, Digest old) {
        approved(tx, now, old)
                .ifPresent(placement -> tx.append(
                        Subject.of(old),
                        placement.superseded(),
                        new Fact.PromotionSuperseded(app(now), environment(now), now.digest())));
    }

    /** What was found to be bad loses its permission there, so that no automation brings it again. */
    private static void revoke(LedgerTx tx, DeploymentView now, Digest bad, String reason) {
        approved(tx, now, bad)
                .ifPresent(placement -> tx.append(
                        Subject.of(bad),
                        placement.revoked(),
                        new Fact.PromotionRevoked(app(now), environment(now), tail(reason))));
    }

    /** What ended it counts against the digest only where it was found to be {@code bad}, rather than stopped by a person. */
    Outcome rolledBack(DeploymentView now, Step step, @Nullable Digest to, Finding why, String logTail, boolean bad) {
        Subject subject = Subject.of(now.digest());
        Digest other = now.digest().equals(to) ? null : to;
        Finding told = new Finding(why.check(), why.verdict(), why.because() + said(logTail));
        return Outcome.finish(subjects(now, other), tx -> {
            append(tx, now, bad ? List.of(told) : List.of());
            tx.append(
                    subject,
                    step,
                    new Fact.ServiceRolledBack(
                            now.id(),
                            app(now),
                            environment(now),
                            now.digest(),
                            other,
                            "%s: %s".formatted(why.check(), tail(why.because()))));
            if (bad && !now.digest().equals(to)) {
                revoke(tx, now, now.digest(), "%s: %s".formatted(why.check(), why.because()));
            }
            retireOthers(tx, now);
        });
    }

    private static String said(String logTail) {
        return logTail.isEmpty() ? "" : "\nlast lines:\n" + logTail;
    }

    /** It ends before it had traffic. */
    Outcome aborted(DeploymentView now, Step step, Collection<Finding> findings, Fact.DeploymentFailed failed) {
        return Outcome.finish(List.of(Subject.of(now.digest())), tx -> {
            append(tx, now, findings);
            tx.append(Subject.of(now.digest()), step, failed);
            retireOthers(tx, now);
        });
    }

    Fact.DeploymentFailed failure(DeploymentView now, String step, String reason, String logTail) {
        return new Fact.DeploymentFailed(
                now.id(), app(now), environment(now), step, tail(reason), logTail.isEmpty() ? null : tail(logTail));
    }

    Outcome cancelled(DeploymentView now, Deployment.Queued queued, String reason) {
        return Outcome.finish(
                Subject.of(now.digest()),
                tx -> tx.append(
                        Subject.of(now.digest()),
                        queued.cancelled(),
                        new Fact.DeploymentCancelled(now.id(), app(now), environment(now), tail(reason))));
    }

    /** The way back failed as well: nothing more is done there until a person has looked. */
    Outcome stranded(DeploymentView now, Step step, Fact.DeploymentFailed failed) {
        Subject place = Subject.of(now.place());
        return Outcome.finish(List.of(place, Subject.of(now.digest())), tx -> {
            tx.append(Subject.of(now.digest()), step, failed);
            tx.append(
                    place,
                    new Fact.FreezeOpened(
                            app(now), environment(now), "a roll back failed: " + tail(failed.reason()), null));
        });
    }

    private static void retireOthers(LedgerTx tx, DeploymentView now) {
        tx.enqueue(NewJob.of(
                now.place().toString(),
                DeployerStage.RETIRE,
                Subject.of(now.digest()),
                now.id().toString()));
    }

    private static AppName app(DeploymentView now) {
        return now.place().app();
    }

    private static EnvironmentName environment(DeploymentView now) {
        return now.place().environment();
    }

    static String tail(String text) {
        return text.length() <= TAIL ? text : "…" + text.substring(text.length() - TAIL);
    }
}
