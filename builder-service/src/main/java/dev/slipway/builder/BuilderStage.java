package dev.slipway.builder;

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

/** The builder's jobs: build a request (a lane is a build), and publish what was packaged (a lane is a digest). */
@ApplicationScoped
class BuilderStage implements Stage {
    private static final String BUILD = "build";
    private static final String PUBLISH = "publish";

    private final BuildImage buildImage;
    private final PublishArtifact publishArtifact;

    BuilderStage(BuildImage buildImage, PublishArtifact publishArtifact) {
        this.buildImage = buildImage;
        this.publishArtifact = publishArtifact;
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
        return switch (event.subject()) {
            case Subject.OfBuild _ -> List.of(NewJob.of(key, BUILD, event.subject(), key));
            case Subject.OfArtifact _ -> List.of(NewJob.of(key, PUBLISH, event.subject(), key));
            case Subject.OfEnvironment _ -> List.of();
        };
    }

    @Override
    public Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        return switch (job.subject()) {
            case Subject.OfBuild build -> buildImage.run(build.id(), job, context);
            case Subject.OfArtifact artifact -> publishArtifact.run(artifact.digest(), context);
            case Subject.OfEnvironment place -> throw new IllegalStateException("not the builder's: " + place.key());
        };
    }

    @Override
    public Outcome giveUp(Job job, StepFailure.Terminal why) {
        return switch (job.subject()) {
            case Subject.OfBuild build -> buildImage.fail(build.id(), why);
            case Subject.OfArtifact _, Subject.OfEnvironment _ -> Outcome.dead(String.valueOf(why.getMessage()));
        };
    }
}
