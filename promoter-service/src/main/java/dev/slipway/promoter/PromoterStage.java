package dev.slipway.promoter;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.Stage;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** The promoter's one job: look at a digest's placements again. A lane is a digest. */
@ApplicationScoped
class PromoterStage implements Stage {
    private static final String DECIDE = "decide";
    private final DecidePlacements decidePlacements;

    PromoterStage(DecidePlacements decidePlacements) {
        this.decidePlacements = decidePlacements;
    }

    @Override
    public Role role() {
        return Role.PROMOTER;
    }

    @Override
    public Set<FactType> listensTo() {
        return Set.of(
                FactType.ARTIFACT_PUBLISHED,
                FactType.TEST_SUITE_FINISHED,
                FactType.SCAN_FINISHED,
                FactType.PROMOTION_REQUESTED,
                FactType.SERVICE_DEPLOYED,
                FactType.SERVICE_UPGRADED);
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        return switch (event.subject()) {
            case Subject.OfArtifact artifact ->
                List.of(NewJob.of(artifact.key(), DECIDE, artifact, event.id().toString()));
            case Subject.OfBuild _, Subject.OfEnvironment _ -> List.of();
        };
    }

    @Override
    public Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        return switch (job.subject()) {
            case Subject.OfArtifact artifact -> decidePlacements.run(artifact.digest(), context);
            case Subject.OfBuild _, Subject.OfEnvironment _ ->
                throw new StepFailure.Terminal(
                        "internal", "not an artifact: " + job.subject().key());
        };
    }

    /** What cannot be decided stays as it is, which is not permitted; a person has to look. */
    @Override
    public Outcome giveUp(Job job, StepFailure.Terminal why) {
        return Outcome.dead(String.valueOf(why.getMessage()));
    }
}
