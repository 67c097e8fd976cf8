package dev.slipway.builder;

import dev.slipway.events.Fact;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import dev.slipway.registry.RegistryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Gives a packaged artifact the tags people look for. Tags come after the record: a tag nobody knows of misleads nobody. */
@ApplicationScoped
class PublishArtifact {
    private static final int ABBREVIATION = 12;
    private final Ledger ledger;
    private final Images images;

    PublishArtifact(Ledger ledger, Images images) {
        this.ledger = ledger;
        this.images = images;
    }

    Outcome run(Digest digest, JobContext context) throws StepFailure, InterruptedException {
        Subject subject = Subject.of(digest);
        ArtifactView artifact = ledger.artifact(digest)
                .orElseThrow(
                        () -> new StepFailure.Terminal("PUSH", "artifact %s is not in the ledger".formatted(digest)));
        String tag = shaTag(artifact.commit());
        context.checkpoint();
        try {
            images.tagForEver(artifact.imageRepository(), digest, tag);
        } catch (RegistryFailure.TagTaken e) {
            return publish(subject, artifact, List.of());
        } catch (RegistryFailure e) {
            throw RegistryTrouble.failure(e);
        }
        Failpoint.BUILD_AFTER_TAG.hit();
        return publish(subject, artifact, List.of(tag));
    }

    /** Without a tag when the commit's tag names an earlier build of it: tags of commits never move. */
    private static Outcome publish(Subject subject, ArtifactView artifact, List<String> tags) {
        return Outcome.finish(subject, tx -> {
            tags.forEach(tag -> tx.append(subject, new Fact.TagAdded(artifact.imageRepository(), tag, true)));
            tx.append(subject, new Fact.ArtifactPublished(artifact.imageRepository(), tags));
        });
    }

    static String shaTag(CommitId commit) {
        return "sha-" + commit.value().substring(0, ABBREVIATION);
    }
}
