package dev.slipway.deployer;

import dev.slipway.engine.EngineFailure;
import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.Stage;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * The deployer's jobs: roll a promoted digest out, go back to one that was good, retire what no longer serves, look for
 * drift. A lane is an environment of an app.
 */
@ApplicationScoped
class DeployerStage implements Stage {
    static final String DEPLOY = "deploy";
    static final String ROLL_BACK = "roll-back";
    static final String RETIRE = "retire";
    static final String DRIFT = "drift";
    /** The step that a deployment failed in which a person stopped. */
    static final String ABORT = "abort";

    private final RollOut rollOut;
    private final Admission admission;
    private final DeploymentRecords records;
    private final Retire retire;
    private final Drift drift;
    private final Ledger ledger;

    DeployerStage(
            RollOut rollOut,
            Admission admission,
            DeploymentRecords records,
            Retire retire,
            Drift drift,
            Ledger ledger) {
        this.rollOut = rollOut;
        this.admission = admission;
        this.records = records;
        this.retire = retire;
        this.drift = drift;
        this.ledger = ledger;
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
        return switch (event.fact()) {
            case Fact.PromotionApproved approved -> List.of(job(event, approved, DEPLOY));
            case Fact.DeploymentRequested requested ->
                switch (requested.cause()) {
                    case DEPLOY -> List.of(job(event, requested, DEPLOY));
                    case ROLL_BACK -> List.of(job(event, requested, ROLL_BACK).urgent());
                };
            default -> List.of();
        };
    }

    private static NewJob job(LifecycleEvent event, Fact.InEnvironment fact, String kind) {
        AppEnvironment place = new AppEnvironment(fact.app(), fact.environment());
        return NewJob.of(place.toString(), kind, event.subject(), event.id().toString());
    }

    @Override
    public Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        return switch (job.kind()) {
            case DEPLOY, ROLL_BACK -> rollOut.run(job, context);
            case RETIRE -> retire.run(job, context);
            case DRIFT -> drift.run(job);
            default -> throw new StepFailure.Terminal("internal", "no such job: " + job.kind());
        };
    }

    private static boolean deploys(Job job) {
        return job.kind().equals(DEPLOY) || job.kind().equals(ROLL_BACK);
    }

    @Override
    public Outcome stopped(Job job, String reason) throws StepFailure, InterruptedException {
        if (!deploys(job)) {
            return Outcome.nothing("stopped: " + reason);
        }
        DeploymentId id = new DeploymentId(job.id());
        DeploymentView now = ledger.deployment(id).orElse(null);
        if (now == null) {
            AppEnvironment place = AppEnvironment.parse(job.lane());
            return admission.neverBegun(
                    place,
                    digest(job),
                    id,
                    rollOut.cause(job),
                    new Fact.DeploymentCancelled(id, place.app(), place.environment(), reason));
        }
        return now.deployment() instanceof Deployment.Queued queued
                ? records.cancelled(now, queued, reason)
                : rollOut.end(rollOut.plan(job), now, ABORT, "asked by " + reason);
    }

    @Override
    public Outcome giveUp(Job job, StepFailure.Terminal why) {
        if (job.kind().equals(DRIFT)) {
            return drift.again(AppEnvironment.parse(job.lane()));
        }
        if (!deploys(job)) {
            return Outcome.dead(String.valueOf(why.getMessage()));
        }
        DeploymentId id = new DeploymentId(job.id());
        String reason = String.valueOf(why.getMessage());
        DeploymentView now = ledger.deployment(id).orElse(null);
        if (now == null) {
            AppEnvironment place = AppEnvironment.parse(job.lane());
            return admission.neverBegun(
                    place,
                    digest(job),
                    id,
                    rollOut.cause(job),
                    new Fact.DeploymentFailed(
                            id, place.app(), place.environment(), why.kind(), DeploymentRecords.tail(reason), null));
        }
        return failed(job, now, why.kind(), reason);
    }

    private Outcome failed(Job job, DeploymentView now, String step, String reason) {
        try {
            return rollOut.end(rollOut.plan(job), now, step, reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted on the way back; the lease will expire and it is gone again", e);
        } catch (StepFailure.Terminal | EngineFailure e) {
            return Outcome.dead("%s; and its end could not be found: %s".formatted(reason, e.getMessage()));
        }
    }

    static Digest digest(Job job) {
        return digest(job.subject());
    }

    static Digest digest(Subject subject) {
        return switch (subject) {
            case Subject.OfArtifact artifact -> artifact.digest();
            case Subject.OfBuild _, Subject.OfEnvironment _ ->
                throw new IllegalStateException("not an artifact: " + subject.key());
        };
    }
}
