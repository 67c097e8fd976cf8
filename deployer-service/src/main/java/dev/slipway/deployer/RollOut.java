package dev.slipway.deployer;

import dev.slipway.deployer.proxy.Backend;
import dev.slipway.deployer.verify.Finding;
import dev.slipway.deployer.verify.Probe;
import dev.slipway.engine.EngineFailure;
import dev.slipway.events.Fact;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.ServingView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a promoted digest run: prepare, start beside, verify, shift, bake, succeed. Each step is recorded before the next
 * begins, and where a step finds its work done it goes on; so after a crash it continues where the ledger says it was.
 */
@ApplicationScoped
class RollOut {
    private static final int ALL = 100;

    private final Ledger ledger;
    private final Plans plans;
    private final DeployerConfig config;
    private final Admission admission;
    private final DeploymentRecords records;
    private final WayBack wayBack;
    private final Drift drift;
    private final Probe probe = new Probe();

    RollOut(
            Ledger ledger,
            Plans plans,
            DeployerConfig config,
            Admission admission,
            DeploymentRecords records,
            WayBack wayBack,
            Drift drift) {
        this.ledger = ledger;
        this.plans = plans;
        this.config = config;
        this.admission = admission;
        this.records = records;
        this.wayBack = wayBack;
        this.drift = drift;
    }

    Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        try {
            Plan plan = plan(job);
            Outcome outcome = null;
            while (outcome == null) {
                outcome = step(context, plan);
            }
            return outcome;
        } catch (Obsolete e) {
            return Outcome.nothing(String.valueOf(e.getMessage()));
        } catch (EngineFailure e) {
            throw EngineTrouble.of(e);
        } catch (IOException e) {
            throw new StepFailure.Transient("proxy", "could not direct the traffic: " + e.getMessage(), e);
        }
    }

    Plan plan(Job job) throws StepFailure.Terminal {
        return plans.of(job, job.kind().equals(DeployerStage.ROLL_BACK), cause(job));
    }

    /** Why it was asked for: the fact that asked is named by the job. */
    String cause(Job job) {
        return ledger.events(job.subject()).stream()
                .filter(event -> event.id().toString().equals(job.dedupe()))
                .filter(event -> event.fact() instanceof Fact.DeploymentRequested)
                .map(event ->
                        "%s asked: %s".formatted(event.actor(), ((Fact.DeploymentRequested) event.fact()).reason()))
                .findFirst()
                .orElse(Admission.PROMOTION);
    }

    private @Nullable Outcome step(JobContext context, Plan plan)
            throws StepFailure, IOException, InterruptedException, Obsolete {
        DeploymentView now = ledger.deployment(plan.id()).orElse(null);
        if (now == null) {
            admission.begin(context, plan);
            return null;
        }
        if (late(plan, now)) {
            return end(
                    plan,
                    now,
                    "deadline",
                    "not done within %s".formatted(plan.strategy().deadline()));
        }
        return switch (now.deployment()) {
            case Deployment.Queued queued -> admit(context, plan, queued);
            case Deployment.Preparing preparing -> start(context, plan, now, preparing);
            case Deployment.Started started -> {
                records.progress(
                        context,
                        now,
                        started.verifying(),
                        "probes %s from outside".formatted(plan.run().readyPath()));
                yield null;
            }
            case Deployment.Verifying verifying -> verify(context, plan, now, verifying);
            case Deployment.Shifting shifting -> shift(context, plan, now, shifting);
            case Deployment.Baking baking -> bake(context, plan, now, baking);
            case Deployment.Ended ended -> Outcome.nothing("the deployment has ended: " + ended.state());
        };
    }

    /** From the moment it began: waiting for a window does not count. */
    private boolean late(Plan plan, DeploymentView now) {
        Optional<Instant> began = ledger.events(Subject.of(now.digest())).stream()
                .filter(event -> event.fact() instanceof Fact.DeploymentStarted started
                        && started.deployment().equals(now.id()))
                .map(event -> event.at())
                .findFirst();
        return began.isPresent()
                && ledger.now().isAfter(began.get().plus(plan.strategy().deadline()));
    }

    private @Nullable Outcome admit(JobContext context, Plan plan, Deployment.Queued queued)
            throws InterruptedException, Obsolete {
        Optional<String> wait = admission.admit(context, plan, queued);
        if (wait.isEmpty()) {
            return null;
        }
        drift.glance(context, plan.place());
        return Outcome.later(config.frozenPause(), wait.get());
    }

    private @Nullable Outcome start(JobContext context, Plan plan, DeploymentView now, Deployment.Preparing preparing)
            throws StepFailure, InterruptedException, Obsolete {
        context.checkpoint();
        Failpoint.DEPLOY_BEFORE_PULL.hit();
        plan.host().pullProxy();
        plan.host().pull(plan.artifact().imageRepository(), plan.artifact().digest());
        Failpoint.DEPLOY_AFTER_PULL.hit();
        context.checkpoint();
        plan.host().start(plan.id(), plan.artifact(), plan.run(), plans.deliver(plan));
        Failpoint.DEPLOY_AFTER_START.hit();
        records.progress(context, now, preparing.started(), "runs beside what serves now");
        return null;
    }

    private @Nullable Outcome verify(JobContext context, Plan plan, DeploymentView now, Deployment.Verifying verifying)
            throws InterruptedException, Obsolete {
        List<Finding> findings = new Watch(plan, context, probe).beforeTraffic(config.probes());
        Finding last = findings.getLast();
        if (last.failed()) {
            return records.aborted(
                    now,
                    verifying.aborted(),
                    findings,
                    records.failure(
                            now,
                            "verify",
                            "%s: %s".formatted(last.check(), last.because()),
                            plan.watch().logTail()));
        }
        Failpoint.DEPLOY_AFTER_VERIFY.hit();
        records.progress(context, now, findings, verifying.shifting(), "takes the traffic");
        return null;
    }

    /** Where the old set is; null when nothing serves or it does not run, so that there is nothing to share with. */
    private @Nullable Backend old(Plan plan) {
        ServingView serving = ledger.serving(plan.place()).orElse(null);
        if (serving == null) {
            return null;
        }
        RunDescription run = RunDescription.parse(
                ledger.artifact(serving.digest()).orElseThrow().runDescription());
        return plan.host().backend(serving.deployment(), run).orElse(null);
    }

    /** After a crash it goes on with the share that the proxy's configuration has. */
    private @Nullable Outcome shift(JobContext context, Plan plan, DeploymentView now, Deployment.Shifting shifting)
            throws StepFailure, IOException, InterruptedException, Obsolete {
        Backend fresh = plan.host().backend(plan.id(), plan.run()).orElse(null);
        if (fresh == null) {
            return wayBack.tryToGo(plan, now, WayBack.Exits.of(shifting), gone(plan));
        }
        Backend old = old(plan);
        plan.host().proxy().offer(old, fresh);
        int reached = plan.host().proxy().weight(fresh).orElse(0);
        Watch watch = new Watch(plan, context, probe);
        for (int share : plan.strategy().canary()) {
            if (share < ALL && (old == null || share < reached)) {
                continue;
            }
            Failpoint.DEPLOY_BEFORE_SHARE.hit();
            plan.host().proxy().share(old, fresh, share);
            Failpoint.DEPLOY_AFTER_SHARE.hit();
            if (share < ALL) {
                Finding finding = watch.underTraffic(
                        "%d %% of the traffic".formatted(share),
                        fresh,
                        plan.strategy().step());
                if (finding.failed()) {
                    return wayBack.tryToGo(plan, now, WayBack.Exits.of(shifting), finding);
                }
                records.found(context, now, finding);
            }
        }
        Failpoint.DEPLOY_AFTER_SWITCH.hit();
        records.progress(context, now, shifting.baking(), "has all traffic");
        return null;
    }

    private static Finding gone(Plan plan) {
        return Finding.fail("container", plan.watch().condition());
    }

    private Outcome bake(JobContext context, Plan plan, DeploymentView now, Deployment.Baking baking)
            throws StepFailure, IOException, InterruptedException {
        Backend fresh = plan.host().backend(plan.id(), plan.run()).orElse(null);
        if (fresh == null) {
            return wayBack.tryToGo(plan, now, WayBack.Exits.of(baking), gone(plan));
        }
        plan.host().proxy().share(old(plan), fresh, ALL);
        Finding finding = new Watch(plan, context, probe)
                .underTraffic("bake", fresh, plan.strategy().bake());
        if (finding.failed()) {
            return wayBack.tryToGo(plan, now, WayBack.Exits.of(baking), finding);
        }
        Failpoint.DEPLOY_AFTER_BAKE.hit();
        return records.succeed(
                plan, now, baking, finding, ledger.serving(plan.place()).orElse(null));
    }

    /** Ends it badly from wherever it is; it may be called when not even its container can be asked. */
    Outcome end(Plan plan, DeploymentView now, String step, String reason) throws InterruptedException {
        return switch (now.deployment()) {
            case Deployment.Queued queued -> aborted(plan, now, queued.aborted(), step, reason);
            case Deployment.Preparing preparing -> aborted(plan, now, preparing.aborted(), step, reason);
            case Deployment.Started started -> aborted(plan, now, started.aborted(), step, reason);
            case Deployment.Verifying verifying -> aborted(plan, now, verifying.aborted(), step, reason);
            case Deployment.Shifting shifting ->
                wayBack.go(plan, now, WayBack.Exits.of(shifting), Finding.fail(step, reason), bad(step));
            case Deployment.Baking baking ->
                wayBack.go(plan, now, WayBack.Exits.of(baking), Finding.fail(step, reason), bad(step));
            case Deployment.Ended ended -> Outcome.nothing("the deployment has ended: " + ended.state());
        };
    }

    private static boolean bad(String step) {
        return !step.equals(DeployerStage.ABORT);
    }

    private Outcome aborted(Plan plan, DeploymentView now, Step step, String what, String reason) {
        return records.aborted(now, step, List.of(), records.failure(now, what, reason, lastWords(plan)));
    }

    private static String lastWords(Plan plan) {
        try {
            return plan.watch().logTail();
        } catch (EngineFailure e) {
            return "";
        }
    }
}
