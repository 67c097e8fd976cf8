package dev.slipway.builder;

import dev.slipway.builder.manifest.Manifest;
import dev.slipway.builder.source.FetchedCommit;
import dev.slipway.builder.source.SourceFailure;
import dev.slipway.builder.tag.Tags;
import dev.slipway.events.BuildRequest;
import dev.slipway.events.Fact;
import dev.slipway.events.Fact.TagWish;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import dev.slipway.yaml.BrokenYaml;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A commit that was built already is seen on another ref, such as the tag of a release: its artifact gets a further packaging
 * with that ref's tags, which then are published like any other. The bytes stay the same.
 */
@ApplicationScoped
class PublishRef {
    private final Ledger ledger;
    private final Sources sources;
    private final Tags tags;

    PublishRef(Ledger ledger, Sources sources, BuilderConfig config) {
        this.ledger = ledger;
        this.sources = sources;
        this.tags = new Tags(config.reservedTags());
    }

    /** @param request names the entry that brought the ref */
    Outcome run(BuildId id, String request, JobContext context) throws StepFailure, InterruptedException {
        BuildView build = ledger.build(id).orElseThrow();
        Digest digest = build.digest();
        String ref = newRef(ledger.events(Subject.of(id)), request);
        if (ref == null) {
            return Outcome.nothing("it brought no ref that was not known before");
        }
        if (digest == null) {
            return Outcome.nothing("the build made no image that could be tagged for " + ref);
        }
        Subject artifact = Subject.of(digest);
        Fact.ArtifactPackaged first = packaging(ledger.events(artifact), id)
                .orElseThrow(() -> new IllegalStateException("artifact %s was never packaged".formatted(digest)));
        context.checkpoint();
        List<TagWish> wishes = wishes(build.request(), ref);
        Fact again = new Fact.ArtifactPackaged(
                id,
                first.app(),
                first.imageRepository(),
                first.mediaType(),
                first.sourceRepository(),
                first.commit(),
                ref,
                first.contextSha256(),
                first.runDescription(),
                first.author(),
                first.committer(),
                wishes);
        return Outcome.finish(artifact, tx -> tx.append(artifact, again));
    }

    /** The ref that a request brought; null if it named none, or one that an earlier request of this build had named. */
    static @Nullable String newRef(List<LifecycleEvent> events, String request) {
        Set<String> known = new HashSet<>();
        for (LifecycleEvent event : events) {
            if (event.fact() instanceof Fact.BuildRequested asked) {
                String ref = asked.request().ref();
                boolean brought = ref != null && known.add(ref);
                if (event.id().toString().equals(request)) {
                    return brought ? ref : null;
                }
            }
        }
        throw new IllegalStateException("no entry %s asks for this build".formatted(request));
    }

    private static Optional<Fact.ArtifactPackaged> packaging(List<LifecycleEvent> events, BuildId build) {
        return events.stream()
                .map(LifecycleEvent::fact)
                .filter(Fact.ArtifactPackaged.class::isInstance)
                .map(Fact.ArtifactPackaged.class::cast)
                .filter(packaged -> packaged.build().equals(build))
                .findFirst();
    }

    /** Which kinds of tags there are to be, the commit itself says. */
    private List<TagWish> wishes(BuildRequest request, String ref) throws StepFailure, InterruptedException {
        try (FetchedCommit commit = sources.fetch(request)) {
            Manifest manifest = sources.manifest(commit, request);
            return tags.of(manifest.tags(), request.commit(), ref);
        } catch (SourceFailure | BrokenYaml e) {
            throw Failures.of(e);
        }
    }
}
