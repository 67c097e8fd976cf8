package dev.slipway.deployer;

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
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** The deployer's jobs: roll a promoted digest out, and retire what no longer serves. A lane is an environment of an app. */
@ApplicationScoped
class DeployerStage implements Stage {
    private static final String DEPLOY = "deploy";

    private final RollOut rollOut;
    private final DeploymentRecords records;
    private final Ledger ledger;

    DeployerStage(RollOut rollOut, DeploymentRecords records, Ledger ledger) {
        this.rollOut = rollOut;
        this.records = records;
        this.ledger = ledger;
    }

    @Override
    public Role role() {
        return Role.DEPLOYER;
    }

    @Override
    public Set<FactType> listensTo() {
        return Set.of(FactType.PROMOTION_APPROVED);
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        if (event.fact() instanceof Fact.PromotionApproved approved) {
            AppEnvironment place = new AppEnvironment(approved.app(), approved.environment());
            return List.of(NewJob.of(
                    place.toString(), DEPLOY, event.subject(), event.id().toString()));
        }
        return List.of();
    }

    @Override
    public Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        return switch (job.kind()) {
            case DEPLOY -> rollOut.run(job, context);
            case DeploymentRecords.RETIRE -> rollOut.retire(job);
            default -> throw new StepFailure.Terminal("internal", "no such job: " + job.kind());
        };
    }

    @Override
    public Outcome giveUp(Job job, StepFailure.Terminal why) {
        if (!job.kind().equals(DEPLOY)) {
            return Outcome.dead(String.valueOf(why.getMessage()));
        }
        DeploymentId id = new DeploymentId(job.id());
        String reason = String.valueOf(why.getMessage());
        DeploymentView now = ledger.deployment(id).orElse(null);
        return now == null
                ? records.neverBegun(AppEnvironment.parse(job.lane()), digest(job), id, why.kind(), reason)
                : records.failed(now, why.kind(), reason, rollOut.lastWords(job));
    }

    static Digest digest(Job job) {
        return switch (job.subject()) {
            case Subject.OfArtifact artifact -> artifact.digest();
            case Subject.OfBuild _, Subject.OfEnvironment _ ->
                throw new IllegalStateException(
                        "not an artifact: " + job.subject().key());
        };
    }
}
