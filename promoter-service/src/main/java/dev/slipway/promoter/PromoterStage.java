package dev.slipway.promoter;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.Stage;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * The promoter's jobs: look at a digest's placements again, in the digest's lane; and, when something changed for a whole
 * environment of an app, have that done for all that wait there.
 */
@ApplicationScoped
class PromoterStage implements Stage {
    static final String DECIDE = "decide";
    private static final String REOPEN = "reopen";

    private final DecidePlacements decidePlacements;
    private final ReopenPlacements reopenPlacements;

    PromoterStage(DecidePlacements decidePlacements, ReopenPlacements reopenPlacements) {
        this.decidePlacements = decidePlacements;
        this.reopenPlacements = reopenPlacements;
    }

    /** The job of a timer: one for each environment, so that none replaces another's. */
    static String decideIn(EnvironmentName environment) {
        return DECIDE + "-" + environment;
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
                FactType.FINDING_OPENED,
                FactType.FINDING_RESOLVED,
                FactType.WAIVER_GRANTED,
                FactType.WAIVER_REVOKED,
                FactType.ARTIFACT_VETOED,
                FactType.ARTIFACT_UNVETOED,
                FactType.APPROVAL_UPDATED,
                FactType.HOLD_PLACED,
                FactType.HOLD_RELEASED,
                FactType.FREEZE_OPENED,
                FactType.FREEZE_CLOSED,
                FactType.PROMOTION_REQUESTED,
                FactType.SERVICE_DEPLOYED,
                FactType.SERVICE_UPGRADED,
                FactType.SERVICE_ROLLED_BACK,
                FactType.DEPLOYMENT_FAILED);
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        String id = event.id().toString();
        return switch (event.subject()) {
            case Subject.OfArtifact artifact -> List.of(NewJob.look(artifact.key(), DECIDE, artifact, id));
            case Subject.OfEnvironment environment -> List.of(NewJob.look(environment.key(), REOPEN, environment, id));
            case Subject.OfBuild _ -> List.of();
        };
    }

    @Override
    public Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        return switch (job.subject()) {
            case Subject.OfArtifact artifact -> decidePlacements.run(artifact.digest(), context);
            case Subject.OfEnvironment environment -> reopenPlacements.run(environment.place(), job);
            case Subject.OfBuild _ ->
                throw new StepFailure.Terminal(
                        "internal",
                        "neither artifact nor environment: " + job.subject().key());
        };
    }

    /** What cannot be decided stays as it is, which is not permitted; a person has to look. */
    @Override
    public Outcome giveUp(Job job, StepFailure.Terminal why) {
        return Outcome.dead(String.valueOf(why.getMessage()));
    }
}
