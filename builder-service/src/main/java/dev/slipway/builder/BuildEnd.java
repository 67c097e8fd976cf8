package dev.slipway.builder;

import dev.slipway.builder.Images.Pushed;
import dev.slipway.builder.tag.Tags;
import dev.slipway.events.Fact;
import dev.slipway.events.Fact.TagWish;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import dev.slipway.registry.RegistryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ends of a build, each one transaction: built, failed, cancelled. Its log becomes evidence with each of them. */
@ApplicationScoped
class BuildEnd {
    private final Ledger ledger;
    private final Images images;
    private final BuildLogs logs;
    private final Tags tags;

    BuildEnd(Ledger ledger, Images images, BuildLogs logs, BuilderConfig config) {
        this.ledger = ledger;
        this.images = images;
        this.logs = logs;
        this.tags = new Tags(config.reservedTags());
    }

    /** The build ends and the artifact begins; a digest built before gets a further entry. */
    Outcome built(Attempt attempt, Pushed pushed, String repository) throws RegistryFailure {
        BuildId id = attempt.build();
        Subject build = Subject.of(id);
        Subject artifact = Subject.of(pushed.digest());
        Collection<Fact.TestSuiteFinished> tests = lastResults(id);
        Fact packaged = packaged(attempt, pushed, repository);
        return Outcome.finish(List.of(build, artifact), tx -> {
            Step built = switch (current(tx, id)) {
                case Build.Building building -> building.built();
                case Build.Requested _, Build.Built _, Build.Failed _, Build.Cancelled _ ->
                    throw new Obsolete("the build is not being built");
            };
            String log = tx.keep(attempt.log().evidence());
            tx.append(build, built, new Fact.BuildFinished(Fact.BuildOutcome.BUILT, pushed.digest(), null, null, log));
            if (tx.artifact(pushed.digest()).isEmpty()) {
                tx.append(artifact, Artifact.built(pushed.digest()), packaged);
            } else {
                tx.append(artifact, packaged);
            }
            tests.forEach(test -> tx.append(artifact, test));
            tx.dropLog(id);
        });
    }

    private Fact packaged(Attempt attempt, Pushed pushed, String repository) throws RegistryFailure {
        Checkout checkout = attempt.checkout();
        return new Fact.ArtifactPackaged(
                attempt.build(),
                checkout.manifest().app(),
                repository,
                pushed.mediaType(),
                checkout.build().request().repository(),
                checkout.build().request().commit(),
                checkout.build().request().ref(),
                checkout.context().sha256(),
                checkout.manifest().runJson(),
                checkout.commit().author(),
                checkout.commit().committer(),
                wishes(attempt, pushed, repository));
    }

    /** A commit's own tag stays with its first image: one that is built again does without. */
    private List<TagWish> wishes(Attempt attempt, Pushed pushed, String repository) throws RegistryFailure {
        Checkout checkout = attempt.checkout();
        BuildView build = checkout.build();
        List<TagWish> wishes = new ArrayList<>(tags.of(
                checkout.manifest().tags(),
                build.request().commit(),
                build.request().ref()));
        String sha = Tags.sha(build.request().commit());
        if (build.request().rebuild() && !images.names(repository, sha, pushed.digest())) {
            wishes.removeIf(wish -> wish.tag().equals(sha));
            attempt.log().add("%s names an earlier image of this commit and stays there".formatted(sha));
        }
        return wishes;
    }

    /** The last result of each test, as this build's own entries have them. */
    private Collection<Fact.TestSuiteFinished> lastResults(BuildId id) {
        Map<String, Fact.TestSuiteFinished> results = new LinkedHashMap<>();
        ledger.events(Subject.of(id)).forEach(event -> {
            if (event.fact() instanceof Fact.TestSuiteFinished test) {
                results.put(test.name(), test);
            }
        });
        return results.values();
    }

    Outcome failed(BuildId id, StepFailure.Terminal why) {
        String reason = Text.reason(String.valueOf(why.getMessage()));
        return ended(id, Fact.BuildOutcome.FAILED, kind(why.kind()), reason);
    }

    /** @param reason who wanted it to stop, and why */
    Outcome cancelled(BuildId id, String reason) {
        return ended(id, Fact.BuildOutcome.CANCELLED, null, Text.reason("stopped by " + reason));
    }

    private Outcome ended(BuildId id, Fact.BuildOutcome outcome, @Nullable FailureKind kind, String reason) {
        Subject subject = Subject.of(id);
        BuildLog log = logs.left(id);
        log.add(reason);
        return Outcome.finish(subject, tx -> {
            Step step = switch (current(tx, id)) {
                case Build.Requested requested ->
                    outcome == Fact.BuildOutcome.CANCELLED ? requested.cancelled() : requested.failed();
                case Build.Building building ->
                    outcome == Fact.BuildOutcome.CANCELLED ? building.cancelled() : building.failed();
                case Build.Built _, Build.Failed _, Build.Cancelled _ -> throw new Obsolete("the build has ended");
            };
            String kept = tx.keep(log.evidence());
            tx.append(subject, step, new Fact.BuildFinished(outcome, null, kind, reason, kept));
            tx.dropLog(id);
        });
    }

    private static Build current(LedgerTx tx, BuildId id) {
        return tx.build(id).orElseThrow().build();
    }

    private static FailureKind kind(String name) {
        return Arrays.stream(FailureKind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElse(FailureKind.ENGINE);
    }
}
