package dev.slipway.scanner;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.Stage;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * The scanner's jobs about a digest: scan it and match it again, in the digest's lane; attach what was found to the
 * image, in a lane of its own. So there is one writer at a time at an image's list of referrers, and a registry that
 * refuses it never keeps new advisories from being matched.
 */
@ApplicationScoped
class ScannerStage implements Stage {
    static final String SCAN = "scan";
    static final String RESCAN = "rescan";
    static final String ATTACH = "attach";
    static final String ATTACH_LANE = "attach ";

    private final ScanArtifact scanArtifact;
    private final RescanArtifact rescanArtifact;
    private final AttachEvidence attachEvidence;

    ScannerStage(ScanArtifact scanArtifact, RescanArtifact rescanArtifact, AttachEvidence attachEvidence) {
        this.scanArtifact = scanArtifact;
        this.rescanArtifact = rescanArtifact;
        this.attachEvidence = attachEvidence;
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
            case Subject.OfArtifact artifact -> run(job, artifact.digest(), context);
            case Subject.OfBuild _, Subject.OfEnvironment _ ->
                throw new StepFailure.Terminal(
                        "internal", "not an artifact: " + job.subject().key());
        };
    }

    private Outcome run(Job job, Digest digest, JobContext context) throws StepFailure, InterruptedException {
        return switch (job.kind()) {
            case SCAN -> scanArtifact.run(digest, context);
            case RESCAN -> rescanArtifact.run(digest);
            case ATTACH -> attachEvidence.run(digest, context);
            default -> throw new StepFailure.Terminal("internal", "no such job here: " + job.kind());
        };
    }

    /** An artifact that cannot be scanned stays unscanned: its gates say so, and a person has to look. */
    @Override
    public Outcome giveUp(Job job, StepFailure.Terminal why) {
        return Outcome.dead(String.valueOf(why.getMessage()));
    }
}
