package dev.slipway.builder;

import dev.slipway.builder.manifest.Manifest;
import dev.slipway.engine.BuildSpec;
import dev.slipway.engine.BuilderKind;
import dev.slipway.engine.BuiltImage;
import dev.slipway.engine.CancelSignal;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerResult;
import dev.slipway.engine.EngineConfig;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.RunSpec;
import dev.slipway.events.Fact;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds, tests and pushes with the engine; what it makes there is named after the build, so that it can be removed. */
@ApplicationScoped
class Workbench {
    private static final String BUILD = "slipway.build";

    private final ContainerEngine engine;
    private final BuilderConfig config;

    Workbench(BuilderConfig config) {
        this.config = config;
        this.engine = ContainerEngine.connect(EngineConfig.at(config.engine()));
    }

    @PreDestroy
    void close() {
        engine.close();
    }

    /** Gives back the digest the engine reports for what it pushed; nothing is pushed before every test has passed. */
    String make(Checkout checkout, String repository, BuildLog log, JobContext context)
            throws StepFailure, IOException, InterruptedException, Obsolete {
        BuildId id = checkout.build().id();
        String name = "slipway-build/" + id + ":image";
        try {
            // test containers of an attempt that was killed
            engine.removeLeftovers(BUILD, id.toString());
            BuiltImage image = build(checkout, name, checkout.manifest().build().target(), log);
            for (Manifest.Test test : checkout.manifest().tests()) {
                context.checkpoint();
                test(checkout, image, test, log, context);
            }
            context.checkpoint();
            String digest = engine.push(
                            image.imageId(),
                            repository,
                            Images.tag(id),
                            null,
                            config.pushDeadline(),
                            new CancelSignal())
                    .value();
            Failpoint.BUILD_AFTER_PUSH.hit();
            log.add("pushed " + repository + "@" + digest);
            return digest;
        } finally {
            remove(name);
            remove(repository + ":" + Images.tag(id));
        }
    }

    private BuiltImage build(Checkout checkout, String name, @Nullable String target, BuildLog log) throws IOException {
        BuildSpec spec = BuildSpec.tagged(name)
                .withDockerfile(checkout.manifest().build().dockerfile())
                .withTarget(target)
                .withArgs(checkout.manifest().build().args())
                .withLabels(labels(checkout))
                .withDeadline(config.buildDeadline());
        try {
            return build(checkout, spec, log);
        } catch (EngineFailure.BuildFailed e) {
            if (!e.needsSession()) {
                throw e;
            }
            log.add("BuildKit cannot pull this base image here; building with the classic builder");
            return build(checkout, spec.withBuilder(BuilderKind.CLASSIC), log);
        }
    }

    private BuiltImage build(Checkout checkout, BuildSpec spec, BuildLog log) throws IOException {
        try (InputStream tar = Files.newInputStream(checkout.tar())) {
            return engine.build(
                    spec,
                    tar,
                    line -> log.add(line.step().isEmpty() ? line.text() : line.step() + ": " + line.text()),
                    new CancelSignal());
        }
    }

    private static Map<String, String> labels(Checkout checkout) {
        return Map.of(
                "org.opencontainers.image.revision", checkout.commit().id().value(),
                "org.opencontainers.image.source", checkout.build().request().repository(),
                "org.opencontainers.image.created",
                        checkout.commit().committedAt().toString(),
                "org.opencontainers.image.title", checkout.manifest().app().value());
    }

    /** Records the result, good or bad, before anything else happens. */
    private void test(Checkout checkout, BuiltImage image, Manifest.Test test, BuildLog log, JobContext context)
            throws StepFailure, IOException, InterruptedException, Obsolete {
        long started = System.nanoTime();
        log.add("test " + test.name());
        Result result = result(checkout, image, test, log);
        long millis = (System.nanoTime() - started) / 1_000_000;
        Subject build = Subject.of(checkout.build().id());
        Fact finished = new Fact.TestSuiteFinished(
                checkout.build().id(),
                test.name(),
                result.passed() ? Verdict.PASS : Verdict.FAIL,
                millis,
                result.passed() ? null : result.because(),
                Text.tail(result.output()),
                null,
                null,
                null,
                null);
        context.record(List.of(build), tx -> tx.append(build, finished));
        if (!result.passed()) {
            throw new StepFailure.Terminal(
                    FailureKind.TEST.name(),
                    "test '%s' failed: %s%s".formatted(test.name(), result.because(), lastWords(result)));
        }
    }

    private static String lastWords(Result result) {
        return result.output().isBlank() ? "" : "\nlast output:\n" + Text.tail(result.output());
    }

    private record Result(boolean passed, String because, String output) {}

    private Result result(Checkout checkout, BuiltImage image, Manifest.Test test, BuildLog log) throws IOException {
        return switch (test) {
            case Manifest.StageTest stage -> stage(checkout, stage, log);
            case Manifest.RunTest run -> run(checkout, image, run, log);
        };
    }

    private Result stage(Checkout checkout, Manifest.StageTest test, BuildLog log) throws IOException {
        String name = "slipway-build/%s:test-%s".formatted(checkout.build().id(), test.name());
        try {
            build(checkout, name, test.target(), log);
            return new Result(true, "stage %s built".formatted(test.target()), "");
        } catch (EngineFailure.BuildFailed e) {
            return new Result(false, Text.tail(String.valueOf(e.getMessage())), "");
        } finally {
            remove(name);
        }
    }

    private Result run(Checkout checkout, BuiltImage image, Manifest.RunTest test, BuildLog log) {
        ContainerResult result = engine.runToCompletion(
                RunSpec.of(image.imageId(), test.command().toArray(String[]::new))
                        .withLabels(Map.of(
                                "slipway.app",
                                checkout.manifest().app().value(),
                                "slipway.part",
                                "test",
                                BUILD,
                                checkout.build().id().toString()))
                        .withDeadline(config.testDeadline()),
                new CancelSignal());
        result.output().lines().forEach(log::add);
        String because = result.timedOut()
                ? "not finished within " + config.testDeadline()
                : result.oomKilled() ? "out of memory" : "exit code " + result.exitCode();
        return new Result(result.succeeded(), because, result.output());
    }

    private void remove(String image) {
        try {
            engine.removeImage(image);
        } catch (EngineFailure e) {
            // a name left behind in the engine's store costs space, not correctness; the sweep finds it by its name
        }
    }

    static StepFailure failure(EngineFailure failure) throws InterruptedException {
        String message = Text.tail(String.valueOf(failure.getMessage()));
        return switch (failure) {
            case EngineFailure.Cancelled cancelled -> throw new InterruptedException(cancelled.getMessage());
            case EngineFailure.TimedOut timedOut ->
                new StepFailure.Terminal(FailureKind.TIMEOUT.name(), message, timedOut);
            case EngineFailure.BuildFailed failed -> of(FailureKind.BUILD, failed, message);
            case EngineFailure.PushFailed failed -> of(FailureKind.PUSH, failed, message);
            case EngineFailure.PullFailed failed -> of(FailureKind.BUILD, failed, message);
            case EngineFailure.Unreachable unreachable -> of(FailureKind.ENGINE, unreachable, message);
            case EngineFailure.Refused refused -> of(FailureKind.ENGINE, refused, message);
        };
    }

    private static StepFailure of(FailureKind kind, EngineFailure failure, String message) {
        return failure.retryable()
                ? new StepFailure.Transient(kind.name(), message, failure)
                : new StepFailure.Terminal(kind.name(), message, failure);
    }
}
