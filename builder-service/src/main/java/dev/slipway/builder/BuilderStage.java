package dev.slipway.builder;

import dev.slipway.engine.EngineFailure;
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

/**
 * The builder's jobs: build a request, and later learn of further refs of it (a lane is a build); publish what was packaged (a
 * lane is a digest).
 */
@ApplicationScoped
class BuilderStage implements Stage {
    private static final String BUILD = "build";
    private static final String REF = "ref";
    private static final String PUBLISH = "publish";

    private final BuildImage buildImage;
    private final PublishRef publishRef;
    private final PublishArtifact publishArtifact;
    private final BuildEnd end;
    private final Workbench workbench;

    BuilderStage(
            BuildImage buildImage,
            PublishRef publishRef,
            PublishArtifact publishArtifact,
            BuildEnd end,
            Workbench workbench) {
        this.buildImage = buildImage;
        this.publishRef = publishRef;
        this.publishArtifact = publishArtifact;
        this.end = end;
        this.workbench = workbench;
    }

    @Override
    public Role role() {
        return Role.BUILDER;
    }

    @Override
    public Set<FactType> listensTo() {
        return Set.of(FactType.BUILD_REQUESTED, FactType.ARTIFACT_PACKAGED);
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        String key = event.subject().key();
        String id = event.id().toString();
        return switch (event.subject()) {
            case Subject.OfBuild _ when event.seq() > 1 -> List.of(NewJob.of(key, REF, event.subject(), id));
            case Subject.OfBuild _ -> List.of(NewJob.of(key, BUILD, event.subject(), key));
            case Subject.OfArtifact _ -> List.of(NewJob.of(key, PUBLISH, event.subject(), id));
            case Subject.OfEnvironment _ -> List.of();
        };
    }

    @Override
    public Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        return switch (job.subject()) {
            case Subject.OfBuild build when job.kind().equals(REF) -> publishRef.run(build.id(), job.dedupe(), context);
            case Subject.OfBuild build -> buildImage.run(build.id(), job, context);
            case Subject.OfArtifact artifact -> publishArtifact.run(artifact.digest(), context);
            case Subject.OfEnvironment place -> throw new IllegalStateException("not the builder's: " + place.key());
        };
    }

    /** Nothing of it stays in the engine; what was pushed already stays in the registry, and nobody hears of it. */
    @Override
    public Outcome stopped(Job job, String reason) throws StepFailure, InterruptedException {
        if (!(job.subject() instanceof Subject.OfBuild build) || !job.kind().equals(BUILD)) {
            return Outcome.nothing("stopped: " + reason);
        }
        try {
            workbench.clear(build.id());
        } catch (EngineFailure e) {
            throw EngineTrouble.failure(e);
        }
        return end.cancelled(build.id(), reason);
    }

    @Override
    public Outcome giveUp(Job job, StepFailure.Terminal why) {
        return switch (job.subject()) {
            case Subject.OfBuild build when job.kind().equals(BUILD) -> end.failed(build.id(), why);
            case Subject.OfBuild _, Subject.OfArtifact _, Subject.OfEnvironment _ ->
                Outcome.dead(String.valueOf(why.getMessage()));
        };
    }
}
