package dev.slipway.builder;

import dev.slipway.builder.Images.Pushed;
import dev.slipway.builder.manifest.Manifest;
import dev.slipway.builder.secret.Redaction;
import dev.slipway.builder.source.FetchedCommit;
import dev.slipway.builder.source.SourceFailure;
import dev.slipway.engine.BuildAccess;
import dev.slipway.engine.BuiltImage;
import dev.slipway.engine.EngineFailure;
import dev.slipway.events.Fact;
import dev.slipway.ledger.BuildView;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Subject;
import dev.slipway.yaml.BrokenYaml;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** From a requested commit to a digest in the registry: fetch, read slipway.yaml, build, test, push, read back, record. */
@ApplicationScoped
class BuildImage {
    private final Ledger ledger;
    private final Sources sources;
    private final Workbench workbench;
    private final TestRuns tests;
    private final Images images;
    private final Logins logins;
    private final BuildLogs logs;
    private final BuildEnd end;
    private final BuilderConfig config;

    BuildImage(
            Ledger ledger,
            Sources sources,
            Workbench workbench,
            TestRuns tests,
            Images images,
            Logins logins,
            BuildLogs logs,
            BuildEnd end,
            BuilderConfig config) {
        this.ledger = ledger;
        this.sources = sources;
        this.workbench = workbench;
        this.tests = tests;
        this.images = images;
        this.logins = logins;
        this.logs = logs;
        this.end = end;
        this.config = config;
    }

    Outcome run(BuildId id, Job job, JobContext context) throws StepFailure, InterruptedException {
        BuildView build = ledger.build(id).orElseThrow();
        BuildLog log = logs.begin(id);
        try {
            begin(build, job, context);
            log.add("attempt %d: %s at %s"
                    .formatted(
                            job.attempt(),
                            build.request().repository(),
                            build.request().commit()));
            return made(build, log, context);
        } catch (Obsolete e) {
            return Outcome.nothing(String.valueOf(e.getMessage()));
        } catch (StepFailure e) {
            throw Failures.told(e, log);
        } catch (SourceFailure | BrokenYaml | EngineFailure | IOException e) {
            throw Failures.told(Failures.of(e), log);
        } finally {
            logs.end(id);
        }
    }

    /** The first attempt moves the build; a later one finds it building. */
    private static void begin(BuildView build, Job job, JobContext context) throws InterruptedException, Obsolete {
        Subject subject = Subject.of(build.id());
        context.record(List.of(subject), tx -> {
            switch (tx.build(build.id()).orElseThrow().build()) {
                case Build.Requested requested ->
                    tx.append(subject, requested.started(), new Fact.BuildStarted(job.attempt()));
                case Build.Building _ -> {
                    // an earlier attempt began it
                }
                case Build.Built _, Build.Failed _, Build.Cancelled _ -> throw new Obsolete("the build has ended");
            }
        });
    }

    private Outcome made(BuildView build, BuildLog log, JobContext context)
            throws StepFailure, InterruptedException, Obsolete, SourceFailure, BrokenYaml, IOException {
        Deadline deadline = deadline(build.id());
        deadline.within(config.fetchDeadline());
        try (FetchedCommit commit = sources.fetch(build.request())) {
            Failpoint.BUILD_AFTER_FETCH.hit();
            Manifest manifest = sources.manifest(commit, build.request());
            Map<String, byte[]> secrets = sources.secrets(build, manifest);
            log.redact(Redaction.of(secrets.values()));
            context.checkpoint();
            try (Checkout checkout = sources.checkout(build, commit, manifest)) {
                BuildAccess access = new BuildAccess(secrets, logins.forBuilds());
                Attempt attempt = new Attempt(checkout, access, log, deadline, context);
                String repository = images.repository(manifest.app());
                Pushed pushed = pushed(attempt, repository);
                logs.end(build.id());
                return end.built(attempt, pushed, repository);
            }
        }
    }

    /** What earlier attempts have used counts. */
    private Deadline deadline(BuildId id) {
        Duration used = ledger.events(Subject.of(id)).stream()
                .filter(event -> event.fact() instanceof Fact.BuildStarted)
                .findFirst()
                .map(started -> Duration.between(started.at(), ledger.now()))
                .orElse(Duration.ZERO);
        return Deadline.of(config.deadline(), used);
    }

    /** What an earlier attempt of this build has pushed is adopted: the same build never makes a second image. */
    private Pushed pushed(Attempt attempt, String repository)
            throws StepFailure, IOException, InterruptedException, Obsolete {
        Pushed earlier = images.pushedBy(attempt.build(), repository).orElse(null);
        if (earlier != null) {
            attempt.log().add("an earlier attempt of this build has pushed " + earlier.digest());
            return earlier;
        }
        return images.read(repository, make(attempt, repository));
    }

    /** Nothing is pushed before every test has passed. */
    private String make(Attempt attempt, String repository)
            throws StepFailure, IOException, InterruptedException, Obsolete {
        workbench.clear(attempt.build());
        String name = Workbench.name(attempt.build(), "image");
        Manifest manifest = attempt.checkout().manifest();
        try {
            BuiltImage image = workbench.build(attempt, name, manifest.build().target());
            Failpoint.BUILD_AFTER_IMAGE.hit();
            for (Manifest.Test test : manifest.tests()) {
                attempt.context().checkpoint();
                tests.run(attempt, image, test);
                Failpoint.BUILD_AFTER_TEST.hit();
            }
            attempt.context().checkpoint();
            String digest = workbench.push(attempt, image, repository);
            attempt.log().add("pushed " + repository + "@" + digest);
            return digest;
        } finally {
            workbench.remove(name);
        }
    }
}
