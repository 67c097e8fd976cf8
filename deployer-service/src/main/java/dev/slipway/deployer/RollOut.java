package dev.slipway.deployer;

import dev.slipway.deployer.Probe.Answer;
import dev.slipway.deployer.target.Target;
import dev.slipway.deployer.target.Targets;
import dev.slipway.engine.EngineFailure;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.ServingView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Step;
import dev.slipway.yaml.BrokenYaml;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * Makes a promoted digest run: prepare, start beside, verify, shift, bake, succeed. Each step is recorded before the next
 * begins, and where a step finds its work done it goes on; so after a crash it continues where the ledger says it was.
 */
@ApplicationScoped
class RollOut {
    private final Ledger ledger;
    private final Targets targets;
    private final Engines engines;
    private final DeployerConfig config;
    private final DeploymentRecords records;
    private final Probe probe = new Probe();

    RollOut(Ledger ledger, Targets targets, Engines engines, DeployerConfig config, DeploymentRecords records) {
        this.ledger = ledger;
        this.targets = targets;
        this.engines = engines;
        this.config = config;
        this.records = records;
    }

    /** Everything the steps need, gathered once. */
    private record Plan(
            AppEnvironment place,
            DeploymentId id,
            ArtifactView artifact,
            RunDescription run,
            Target target,
            DockerHost host) {}

    Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        try {
            Plan plan = plan(job);
            while (true) {
                DeploymentView now = ledger.deployment(plan.id()).orElse(null);
                if (now == null) {
                    records.begin(context, plan.place(), plan.artifact(), plan.id(), plan.target());
                    continue;
                }
                switch (now.deployment()) {
                    case Deployment.Queued queued -> records.prepare(context, now, queued);
                    case Deployment.Preparing preparing -> start(context, plan, now, preparing);
                    case Deployment.Started started ->
                        records.progress(
                                context,
                                now,
                                started.verifying(),
                                "probes %s from outside".formatted(plan.run().readyPath()));
                    case Deployment.Verifying verifying -> verify(context, plan, now, verifying);
                    case Deployment.Shifting shifting -> {
                        if (!shift(plan)) {
                            return rollBack(
                                    plan, now, shifting.rolledBack(), "the new set does not answer through the proxy");
                        }
                        records.progress(context, now, shifting.baking(), "has all traffic");
                        Failpoint.DEPLOY_AFTER_SWITCH.hit();
                    }
                    case Deployment.Baking baking -> {
                        Answer answer = bake(context, plan);
                        return answer.ready()
                                ? records.succeed(
                                        now,
                                        baking,
                                        plan.target().url(),
                                        ledger.serving(plan.place()).orElse(null))
                                : rollBack(plan, now, baking.rolledBack(), "while it was watched, " + answer.said());
                    }
                    case Deployment.Ended ended -> {
                        return Outcome.nothing("the deployment has ended: " + ended.state());
                    }
                }
            }
        } catch (Obsolete e) {
            return Outcome.nothing(String.valueOf(e.getMessage()));
        } catch (EngineFailure e) {
            throw failure(e);
        } catch (IOException e) {
            throw new StepFailure.Transient("proxy", "could not direct the traffic: " + e.getMessage(), e);
        } catch (BrokenYaml e) {
            throw new StepFailure.Terminal("configuration", String.valueOf(e.getMessage()), e);
        }
    }

    private Plan plan(Job job) throws BrokenYaml, StepFailure.Terminal {
        AppEnvironment place = AppEnvironment.parse(job.lane());
        ArtifactView artifact = ledger.artifact(DeployerStage.digest(job))
                .orElseThrow(() -> new StepFailure.Terminal(
                        "prepare",
                        "artifact %s is not in the ledger"
                                .formatted(job.subject().key())));
        Target target = targets.of(place);
        DockerHost host = new DockerHost(engines.at(target.engine()), new Place(place), target, config);
        return new Plan(
                place,
                new DeploymentId(job.id()),
                artifact,
                RunDescription.parse(artifact.runDescription()),
                target,
                host);
    }

    private void start(JobContext context, Plan plan, DeploymentView now, Deployment.Preparing preparing)
            throws StepFailure, InterruptedException, Obsolete {
        context.checkpoint();
        plan.host().pull(plan.artifact().imageRepository(), plan.artifact().digest());
        context.checkpoint();
        plan.host().start(plan.id(), plan.artifact(), plan.run());
        Failpoint.DEPLOY_AFTER_START.hit();
        records.progress(context, now, preparing.started(), "runs beside what serves now");
    }

    private void verify(JobContext context, Plan plan, DeploymentView now, Deployment.Verifying verifying)
            throws StepFailure, InterruptedException, Obsolete {
        plan.host().start(plan.id(), plan.artifact(), plan.run());
        URI direct = plan.host().direct(plan.id(), plan.run());
        Answer answer = probe.await(
                direct,
                config.probes(),
                config.startDeadline(),
                context,
                () -> plan.host().running(plan.id()));
        if (!answer.ready()) {
            throw new StepFailure.Terminal(
                    "verify", "%s; %s".formatted(answer.said(), plan.host().condition(plan.id())));
        }
        records.verified(context, now, verifying, answer.said());
    }

    /** Gives the new set all traffic; true when it answers through the proxy. */
    private boolean shift(Plan plan) throws StepFailure, IOException, InterruptedException {
        plan.host().proxy().route(plan.host().backend(plan.id(), plan.run()), config.drain());
        return probe.ask(URI.create(plan.target().url() + plan.run().readyPath()))
                .ready();
    }

    private Answer bake(JobContext context, Plan plan) throws StepFailure, IOException, InterruptedException {
        shift(plan);
        return probe.watch(
                URI.create(plan.target().url() + plan.run().readyPath()),
                config.bake(),
                context,
                () -> plan.host().running(plan.id()));
    }

    /** Back to the set that served before, which still runs; without one, to nothing rather than to what is known to be bad. */
    private Outcome rollBack(Plan plan, DeploymentView now, Step step, String cause)
            throws StepFailure, IOException, InterruptedException {
        ServingView before = ledger.serving(plan.place()).orElse(null);
        String logTail = plan.host().logTail(plan.id());
        if (before == null) {
            plan.host().proxy().close();
        } else {
            ArtifactView old = ledger.artifact(before.digest()).orElseThrow();
            RunDescription run = RunDescription.parse(old.runDescription());
            plan.host().proxy().route(plan.host().backend(before.deployment(), run), config.drain());
            Answer answer = probe.ask(URI.create(plan.target().url() + run.readyPath()));
            if (!answer.ready()) {
                throw new StepFailure.Terminal(
                        "rollback",
                        "%s; and the one before, %s, does not answer either: %s"
                                .formatted(cause, before.digest(), answer.said()));
            }
        }
        return records.rolledBack(now, step, before == null ? null : before.digest(), cause, logTail);
    }

    /** What the container said last, for the failure's record; empty where nothing can be had. */
    String lastWords(Job job) {
        try {
            Plan plan = plan(job);
            return plan.host().logTail(plan.id());
        } catch (BrokenYaml | StepFailure | EngineFailure e) {
            return "";
        }
    }

    private static StepFailure failure(EngineFailure failure) throws InterruptedException {
        if (failure instanceof EngineFailure.Cancelled) {
            throw new InterruptedException(failure.getMessage());
        }
        return failure.retryable()
                ? new StepFailure.Transient("engine", String.valueOf(failure.getMessage()), failure)
                : new StepFailure.Terminal("engine", String.valueOf(failure.getMessage()), failure);
    }

    /** Stops what no longer serves. */
    Outcome retire(Job job) throws StepFailure, InterruptedException {
        AppEnvironment place = AppEnvironment.parse(job.lane());
        try {
            Target target = targets.of(place);
            Place names = new Place(place);
            DockerHost host = new DockerHost(engines.at(target.engine()), names, target, config);
            host.removeAllBut(ledger.serving(place)
                    .map(serving -> names.containerLabels(serving.deployment()))
                    .orElse(Map.of()));
            Failpoint.DEPLOY_AFTER_STOP_OLD.hit();
            return Outcome.nothing("only what serves is left");
        } catch (EngineFailure e) {
            throw failure(e);
        } catch (BrokenYaml e) {
            throw new StepFailure.Transient("configuration", String.valueOf(e.getMessage()), e);
        }
    }
}
