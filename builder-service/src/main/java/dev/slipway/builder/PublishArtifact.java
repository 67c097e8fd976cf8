package dev.slipway.builder;

import dev.slipway.builder.tag.Versions;
import dev.slipway.events.Fact;
import dev.slipway.events.Fact.TagWish;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Subject;
import dev.slipway.registry.RegistryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives a packaged artifact the tags that were decided when it was packaged. Tags come after the record: a tag nobody knows of
 * misleads nobody. A tag it was given before is left alone, since it may have moved on to a newer image meanwhile; so is the
 * movable tag of a line of versions that has a newer release.
 */
@ApplicationScoped
class PublishArtifact {
    private final Ledger ledger;
    private final Images images;

    PublishArtifact(Ledger ledger, Images images) {
        this.ledger = ledger;
        this.images = images;
    }

    Outcome run(Digest digest, JobContext context) throws StepFailure, InterruptedException {
        Subject subject = Subject.of(digest);
        ArtifactView artifact = ledger.artifact(digest)
                .orElseThrow(() -> new StepFailure.Terminal(
                        FailureKind.PUSH.name(), "artifact %s is not in the ledger".formatted(digest)));
        List<TagWish> set = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        Set<TagWish> open = open(ledger.events(subject));
        Failpoint.BUILD_BEFORE_TAG.hit();
        for (TagWish wish : open) {
            context.checkpoint();
            try {
                if (!overtaken(wish, open, artifact)) {
                    images.tag(artifact.imageRepository(), digest, wish);
                    Failpoint.BUILD_AFTER_EACH_TAG.hit();
                    set.add(wish);
                }
            } catch (RegistryFailure.TagTaken e) {
                taken.add(String.valueOf(e.getMessage()));
            } catch (RegistryFailure e) {
                throw Failures.of(e);
            }
        }
        Failpoint.BUILD_AFTER_TAG.hit();
        return taken.isEmpty()
                ? Outcome.finish(subject, tx -> publish(tx, subject, artifact, set))
                : refused(subject, artifact, set, taken, context);
    }

    private boolean overtaken(TagWish wish, Set<TagWish> open, ArtifactView artifact) throws RegistryFailure {
        if (wish.immutable()) {
            return false;
        }
        List<String> own =
                open.stream().filter(TagWish::immutable).map(TagWish::tag).toList();
        return Versions.overtaken(wish.tag(), own, images.tags(artifact.imageRepository()));
    }

    /** Wanted by any of the artifact's packagings, and not given yet. */
    static Set<TagWish> open(List<LifecycleEvent> events) {
        Set<TagWish> wishes = new LinkedHashSet<>();
        for (LifecycleEvent event : events) {
            if (event.fact() instanceof Fact.ArtifactPackaged packaged && packaged.tags() != null) {
                wishes.addAll(packaged.tags());
            }
        }
        Set<String> given = tags(events);
        wishes.removeIf(wish -> given.contains(wish.tag()));
        return wishes;
    }

    private static Set<String> tags(List<LifecycleEvent> events) {
        return events.stream()
                .map(LifecycleEvent::fact)
                .filter(Fact.TagAdded.class::isInstance)
                .map(fact -> ((Fact.TagAdded) fact).tag())
                .collect(Collectors.toSet());
    }

    /** What could be set is recorded all the same; then a person has to look. */
    private static Outcome refused(
            Subject subject, ArtifactView artifact, List<TagWish> set, List<String> taken, JobContext context)
            throws StepFailure, InterruptedException {
        try {
            context.record(List.of(subject), tx -> publish(tx, subject, artifact, set));
        } catch (Obsolete e) {
            return Outcome.nothing(String.valueOf(e.getMessage()));
        }
        throw new StepFailure.Terminal(
                FailureKind.PUSH.name(), "immutable tags were not moved: " + String.join("; ", taken));
    }

    private static void publish(LedgerTx tx, Subject subject, ArtifactView artifact, List<TagWish> set) {
        set.forEach(wish ->
                tx.append(subject, new Fact.TagAdded(artifact.imageRepository(), wish.tag(), wish.immutable())));
        tx.append(
                subject,
                new Fact.ArtifactPublished(
                        artifact.imageRepository(),
                        set.stream().map(TagWish::tag).toList()));
    }
}
