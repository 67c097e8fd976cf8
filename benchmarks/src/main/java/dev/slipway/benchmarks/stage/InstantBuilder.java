package dev.slipway.benchmarks.stage;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A build that starts, ends well with a log of 4 KB, and is published under one tag. */
public final class InstantBuilder extends InstantStage {
    private final Ledger ledger;
    private final Consumer<BuildId> started;

    /** @param started hears of each build when its job runs */
    public InstantBuilder(Ledger ledger, Consumer<BuildId> started) {
        this.ledger = ledger;
        this.started = started;
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
            case Subject.OfBuild _ -> List.of(NewJob.of(key, "build", event.subject(), key));
            case Subject.OfArtifact _ ->
                List.of(NewJob.of(key, "publish", event.subject(), event.id().toString()));
            case Subject.OfEnvironment _ -> List.of();
        };
    }

    @Override
    public Outcome run(Job job, JobContext context) throws InterruptedException {
        return switch (job.subject()) {
            case Subject.OfBuild build -> build(build.id(), job, context);
            case Subject.OfArtifact artifact -> publish(artifact.digest());
            case Subject.OfEnvironment place -> throw new IllegalArgumentException("not the builder's: " + place.key());
        };
    }

    private Outcome build(BuildId id, Job job, JobContext context) throws InterruptedException {
        started.accept(id);
        Subject subject = Subject.of(id);
        BuildView build = ledger.build(id).orElseThrow();
        try {
            context.record(List.of(subject), tx -> {
                if (tx.build(id).orElseThrow().build() instanceof Build.Requested requested) {
                    tx.append(subject, requested.started(), new Fact.BuildStarted(job.attempt()));
                }
            });
        } catch (Obsolete e) {
            return Outcome.nothing(String.valueOf(e.getMessage()));
        }
        Digest digest = imageOf(id.toString());
        Subject artifact = Subject.of(digest);
        return Outcome.finish(List.of(subject, artifact), tx -> {
            Step built = switch (tx.build(id).orElseThrow().build()) {
                case Build.Building building -> building.built();
                case Build.Requested _, Build.Built _, Build.Failed _, Build.Cancelled _ ->
                    throw new Obsolete("the build is not being built");
            };
            String log = keep(tx, "build-log", subject, 4_000);
            tx.append(subject, built, new Fact.BuildFinished(Fact.BuildOutcome.BUILT, digest, null, null, log));
            if (tx.artifact(digest).isEmpty()) {
                tx.append(artifact, Artifact.built(digest), packaged(id, build.request(), log));
            }
            tx.dropLog(id);
        });
    }

    private static Fact packaged(BuildId id, BuildRequest request, String contextSha256) {
        return new Fact.ArtifactPackaged(
                id,
                app(request.repository()),
                "registry.example/slipway/" + app(request.repository()),
                "application/vnd.oci.image.manifest.v1+json",
                request.repository(),
                request.commit(),
                request.ref(),
                contextSha256,
                "{\"run\":{\"port\":8080,\"probes\":{\"ready\":\"/health/ready\"}},\"verify\":{\"critical\":[]}}",
                "Ada <ada@example>",
                "Ada <ada@example>",
                List.of(new Fact.TagWish("sha-" + request.commit().value().substring(0, 12), true)));
    }

    private Outcome publish(Digest digest) {
        Subject subject = Subject.of(digest);
        ArtifactView artifact = ledger.artifact(digest).orElseThrow();
        List<String> tags = wishes(ledger.events(subject));
        return Outcome.finish(subject, tx -> {
            tags.forEach(tag -> tx.append(subject, new Fact.TagAdded(artifact.imageRepository(), tag, true)));
            tx.append(subject, new Fact.ArtifactPublished(artifact.imageRepository(), tags));
        });
    }

    private static List<String> wishes(List<LifecycleEvent> events) {
        List<String> tags = new ArrayList<>();
        for (LifecycleEvent event : events) {
            if (event.fact() instanceof Fact.ArtifactPackaged packaged && packaged.tags() != null) {
                packaged.tags().forEach(wish -> tags.add(wish.tag()));
            }
        }
        return tags;
    }
}
