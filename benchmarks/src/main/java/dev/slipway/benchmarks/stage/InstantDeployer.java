package dev.slipway.benchmarks.stage;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.PlacementView;
import dev.slipway.ledger.ServingView;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A deployment that goes through every state in a transaction of its own, takes over from the one before, and retires it. */
public final class InstantDeployer extends InstantStage {
    private static final String RETIRE = "retire";

    private final Ledger ledger;
    private final Consumer<Digest> retired;

    /** @param retired hears of each digest at the end of its lifecycle */
    public InstantDeployer(Ledger ledger, Consumer<Digest> retired) {
        this.ledger = ledger;
        this.retired = retired;
    }

    @Override
    public Role role() {
        return Role.DEPLOYER;
    }

    @Override
    public Set<FactType> listensTo() {
        return Set.of(FactType.PROMOTION_APPROVED, FactType.DEPLOYMENT_REQUESTED);
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        return event.fact() instanceof Fact.PromotionApproved approved
                ? List.of(NewJob.of(
                        new AppEnvironment(approved.app(), approved.environment()).toString(),
                        "deploy",
                        event.subject(),
                        event.id().toString()))
                : List.of();
    }

    @Override
    public Outcome run(Job job, JobContext context) throws InterruptedException {
        if (job.kind().equals(RETIRE)) {
            retired.accept(digest(job));
            return Outcome.nothing("retired 1 container");
        }
        DeploymentId id = new DeploymentId(job.id());
        AppEnvironment place = AppEnvironment.parse(job.lane());
        try {
            begin(context, id, place, job.subject());
            Outcome end = null;
            while (end == null) {
                end = step(context, ledger.deployment(id).orElseThrow());
            }
            return end;
        } catch (Obsolete e) {
            return Outcome.nothing(String.valueOf(e.getMessage()));
        }
    }

    private static void begin(JobContext context, DeploymentId id, AppEnvironment place, Subject subject)
            throws InterruptedException, Obsolete {
        context.record(List.of(Subject.of(place), subject), tx -> {
            String configuration = keep(tx, "configuration", subject, 500);
            tx.append(
                    subject,
                    Deployment.queued(id),
                    new Fact.DeploymentQueued(id, place.app(), place.environment(), configuration, "promotion"));
        });
    }

    private @Nullable Outcome step(JobContext context, DeploymentView now) throws InterruptedException, Obsolete {
        // the real one looks at the deadline here
        ledger.events(Subject.of(now.digest()));
        ledger.now();
        switch (now.deployment()) {
            case Deployment.Queued queued -> admit(context, now, queued);
            case Deployment.Preparing preparing -> progress(context, now, preparing.started(), null);
            case Deployment.Started started -> progress(context, now, started.verifying(), null);
            case Deployment.Verifying verifying -> progress(context, now, verifying.shifting(), "ready");
            case Deployment.Shifting shifting -> progress(context, now, shifting.baking(), null);
            case Deployment.Baking baking -> {
                return succeed(now, baking, ledger.serving(now.place()).orElse(null));
            }
            case Deployment.Ended ended -> {
                return Outcome.nothing("the deployment has ended: " + ended.state());
            }
        }
        return null;
    }

    private static void admit(JobContext context, DeploymentView now, Deployment.Queued queued)
            throws InterruptedException, Obsolete {
        AppEnvironment place = now.place();
        Subject subject = Subject.of(now.digest());
        context.record(List.of(Subject.of(place), subject), tx -> {
            // looks at the veto, the permission, what waits behind it and a freeze, and finds nothing against it
            tx.artifact(now.digest());
            tx.placement(new Placement.Id(place, now.digest()));
            tx.waiting(place.toString(), "deploy");
            tx.restrictions(place);
            tx.append(
                    subject,
                    queued.preparing(),
                    new Fact.DeploymentStarted(now.id(), place.app(), place.environment()));
        });
    }

    private static void progress(JobContext context, DeploymentView now, Step step, @Nullable String check)
            throws InterruptedException, Obsolete {
        Subject subject = Subject.of(now.digest());
        context.record(List.of(subject), tx -> {
            if (check != null) {
                verified(tx, now, check);
            }
            tx.append(
                    subject,
                    step,
                    new Fact.DeploymentProgressed(
                            now.id(), now.place().app(), now.place().environment(), "as planned"));
        });
    }

    private static void verified(LedgerTx tx, DeploymentView now, String check) {
        tx.append(
                Subject.of(now.digest()),
                new Fact.VerificationFinished(
                        now.id(),
                        now.place().app(),
                        now.place().environment(),
                        check,
                        Verdict.PASS,
                        "answered 3 of 3 times"));
    }

    private static Outcome succeed(DeploymentView now, Deployment.Baking baking, @Nullable ServingView before) {
        Subject subject = Subject.of(now.digest());
        List<Subject> subjects = new ArrayList<>(List.of(Subject.of(now.place()), subject));
        if (before != null) {
            subjects.add(Subject.of(before.digest()));
        }
        return Outcome.finish(subjects, tx -> {
            verified(tx, now, "bake");
            tx.append(subject, baking.succeeded(), service(now, before));
            if (before != null) {
                supersede(tx, now, before.digest());
            }
            String lane = now.place().toString();
            tx.enqueue(NewJob.of(lane, RETIRE, subject, now.id().toString()));
            tx.timer(Subject.of(now.place()), "drift", tx.now().plus(Duration.ofDays(1)), lane);
        });
    }

    private static Fact service(DeploymentView now, @Nullable ServingView before) {
        AppEnvironment place = now.place();
        String url = "http://127.0.0.1:18080";
        return before == null
                ? new Fact.ServiceDeployed(now.id(), place.app(), place.environment(), url)
                : new Fact.ServiceUpgraded(now.id(), place.app(), place.environment(), before.digest(), url);
    }

    private static void supersede(LedgerTx tx, DeploymentView now, Digest old) {
        if (tx.placement(new Placement.Id(now.place(), old))
                        .map(PlacementView::placement)
                        .orElse(null)
                instanceof Placement.Approved approved) {
            tx.append(
                    Subject.of(old),
                    approved.superseded(),
                    new Fact.PromotionSuperseded(now.place().app(), now.place().environment(), now.digest()));
        }
    }
}
