package dev.slipway.builder;

import dev.slipway.builder.Images.Pushed;
import dev.slipway.builder.manifest.Manifest;
import dev.slipway.builder.source.FetchedCommit;
import dev.slipway.builder.source.SourceFailure;
import dev.slipway.engine.EngineFailure;
import dev.slipway.events.Fact;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
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
import dev.slipway.yaml.BrokenYaml;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From a requested commit to a digest in the registry: fetch, read slipway.yaml, build, test, push, read back, record. */
@ApplicationScoped
class BuildImage {
    private final Ledger ledger;
    private final Sources sources;
    private final Workbench workbench;
    private final Images images;
    private final BuildLogs logs;

    BuildImage(Ledger ledger, Sources sources, Workbench workbench, Images images, BuildLogs logs) {
        this.ledger = ledger;
        this.sources = sources;
        this.workbench = workbench;
        this.images = images;
        this.logs = logs;
    }

    Outcome run(BuildId id, Job job, JobContext context) throws StepFailure, InterruptedException {
        BuildView build = ledger.build(id).orElseThrow();
        BuildLog log = logs.begin(id);
        try {
            begin(build, job, context);
            try (FetchedCommit commit = sources.fetch(build.request())) {
                Manifest manifest = sources.manifest(commit, build.request());
                String repository = images.repository(manifest.app());
                context.checkpoint();
                try (Checkout checkout = sources.checkout(build, commit, manifest)) {
                    Pushed pushed = pushed(checkout, repository, log, context);
                    return packaged(checkout, pushed, repository, log);
                }
            }
        } catch (Obsolete e) {
            return Outcome.nothing(String.valueOf(e.getMessage()));
        } catch (SourceFailure e) {
            throw e.retryable()
                    ? new StepFailure.Transient(FailureKind.SOURCE.name(), String.valueOf(e.getMessage()), e)
                    : new StepFailure.Terminal(FailureKind.SOURCE.name(), String.valueOf(e.getMessage()), e);
        } catch (BrokenYaml e) {
            throw new StepFailure.Terminal(FailureKind.CONTEXT.name(), String.valueOf(e.getMessage()), e);
        } catch (RegistryFailure e) {
            throw RegistryTrouble.failure(e);
        } catch (EngineFailure e) {
            throw Workbench.failure(e);
        } catch (IOException e) {
            throw new StepFailure.Transient(FailureKind.ENGINE.name(), "could not build: " + e, e);
        }
    }

    /** What an earlier attempt of this build has pushed is adopted: the same build never makes a second image. */
    private Pushed pushed(Checkout checkout, String repository, BuildLog log, JobContext context)
            throws StepFailure, IOException, InterruptedException, Obsolete {
        Pushed earlier = images.pushedBy(checkout.build().id(), repository).orElse(null);
        if (earlier != null) {
            log.add("an earlier attempt of this build has pushed " + earlier.digest());
            return earlier;
        }
        return images.read(repository, workbench.make(checkout, repository, log, context));
    }

    /** The first attempt moves the build; a later one finds it building. */
    private static void begin(BuildView build, Job job, JobContext context) throws InterruptedException, Obsolete {
        Subject subject = Subject.of(build.id());
        context.record(List.of(subject), tx -> {
            switch (current(tx, build.id())) {
                case Build.Requested requested ->
                    tx.append(subject, requested.started(), new Fact.BuildStarted(job.attempt()));
                case Build.Building _ -> {
                    // an earlier attempt began it
                }
                case Build.Built _, Build.Failed _, Build.Cancelled _ -> throw new Obsolete("the build has ended");
            }
        });
    }

    /** The build ends and the artifact begins, in one transaction; a digest built before gets a further entry. */
    private Outcome packaged(Checkout checkout, Pushed pushed, String repository, BuildLog log) {
        BuildId id = checkout.build().id();
        Subject build = Subject.of(id);
        Subject artifact = Subject.of(pushed.digest());
        Collection<Fact.TestSuiteFinished> tests = lastResults(id);
        Fact packaged = new Fact.ArtifactPackaged(
                id,
                checkout.manifest().app(),
                repository,
                pushed.mediaType(),
                checkout.build().request().repository(),
                checkout.build().request().commit(),
                checkout.build().request().ref(),
                checkout.context().sha256(),
                checkout.manifest().runJson(),
                null,
                null,
                null);
        return Outcome.finish(List.of(build, artifact), tx -> {
            Step built = switch (current(tx, id)) {
                case Build.Building building -> building.built();
                case Build.Requested _, Build.Built _, Build.Failed _, Build.Cancelled _ ->
                    throw new Obsolete("the build is not being built");
            };
            String logSha256 = tx.keep(log.evidence());
            tx.append(
                    build,
                    built,
                    new Fact.BuildFinished(Fact.BuildOutcome.BUILT, pushed.digest(), null, null, logSha256));
            if (tx.artifact(pushed.digest()).isEmpty()) {
                tx.append(artifact, Artifact.built(pushed.digest()), packaged);
            } else {
                tx.append(artifact, packaged);
            }
            tests.forEach(test -> tx.append(artifact, test));
            logs.take(id);
        });
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

    Outcome fail(BuildId id, StepFailure.Terminal why) {
        Subject subject = Subject.of(id);
        BuildLog log = logs.take(id).orElse(null);
        return Outcome.finish(subject, tx -> {
            Step failed = switch (current(tx, id)) {
                case Build.Requested requested -> requested.failed();
                case Build.Building building -> building.failed();
                case Build.Built _, Build.Failed _, Build.Cancelled _ -> throw new Obsolete("the build has ended");
            };
            String reason = Text.tail(String.valueOf(why.getMessage()));
            String logSha256 = log == null ? null : tx.keep(log.evidence());
            tx.append(
                    subject,
                    failed,
                    new Fact.BuildFinished(Fact.BuildOutcome.FAILED, null, kind(why.kind()), reason, logSha256));
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
