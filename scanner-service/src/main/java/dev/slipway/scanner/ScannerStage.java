package dev.slipway.scanner;

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

/** The scanner's one job: scan a digest. A lane is a digest. */
@ApplicationScoped
class ScannerStage implements Stage {
    private static final String SCAN = "scan";
    private final ScanArtifact scanArtifact;

    ScannerStage(ScanArtifact scanArtifact) {
        this.scanArtifact = scanArtifact;
    }

    @Override
    public Role role() {
        return Role.SCANNER;
    }

    @Override
    public Set<FactType> listensTo() {
        return Set.of(FactType.ARTIFACT_PACKAGED);
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        String digest = event.subject().key();
        return List.of(NewJob.of(digest, SCAN, event.subject(), digest));
    }

    @Override
    public Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        return switch (job.subject()) {
            case Subject.OfArtifact artifact -> scanArtifact.run(artifact.digest(), context);
            case Subject.OfBuild _, Subject.OfEnvironment _ ->
                throw new StepFailure.Terminal(
                        "internal", "not an artifact: " + job.subject().key());
        };
    }

    /** An artifact that cannot be scanned stays unscanned: its gates say so, and a person has to look. */
    @Override
    public Outcome giveUp(Job job, StepFailure.Terminal why) {
        return Outcome.dead(String.valueOf(why.getMessage()));
    }
}
