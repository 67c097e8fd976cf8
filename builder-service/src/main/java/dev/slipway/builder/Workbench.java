package dev.slipway.builder;

import dev.slipway.builder.manifest.Manifest;
import dev.slipway.builder.tag.Tags;
import dev.slipway.engine.BuildSpec;
import dev.slipway.engine.BuilderKind;
import dev.slipway.engine.BuiltImage;
import dev.slipway.engine.CancelSignal;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerResult;
import dev.slipway.engine.CopiedFile;
import dev.slipway.engine.EngineConfig;
import dev.slipway.engine.EngineFailure;
import dev.slipway.engine.RunSpec;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.BuildId;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The builder's engine. What is made there is named after its build, or bears its label, so that it can be removed. */
@ApplicationScoped
class Workbench {
    private static final String BUILD = "slipway.build";
    private static final String OCI = "org.opencontainers.image.";

    private final ContainerEngine engine;
    private final BuilderConfig config;
    private final Logins logins;

    Workbench(BuilderConfig config, Logins logins) {
        this.config = config;
        this.logins = logins;
        this.engine = ContainerEngine.connect(EngineConfig.at(config.engine()));
    }

    @PreDestroy
    void close() {
        engine.close();
    }

    /** A name that belongs to one build. */
    static String name(BuildId build, String what) {
        return repository(build) + ":" + what;
    }

    private static String repository(BuildId build) {
        return "slipway-build/" + build;
    }

    /** Containers and images of a build: those of an attempt that was killed, or stopped. */
    void clear(BuildId build) {
        engine.removeLeftovers(BUILD, build.toString());
        engine.imageNames(repository(build)).forEach(engine::removeImage);
    }

    BuiltImage build(Attempt attempt, String name, @Nullable String target) throws StepFailure, IOException {
        Manifest.Build wanted = attempt.checkout().manifest().build();
        BuildSpec spec = BuildSpec.tagged(name)
                .withDockerfile(wanted.dockerfile())
                .withTarget(target)
                .withArgs(wanted.args())
                .withLabels(labels(attempt.checkout()))
                .withAccess(attempt.access())
                .withDeadline(attempt.deadline().within(config.buildDeadline()));
        try {
            return build(attempt, spec);
        } catch (EngineFailure.BuildFailed e) {
            if (!e.needsSession() || !wanted.secrets().isEmpty()) {
                throw e;
            }
            attempt.log().add("BuildKit cannot pull this base image here; building with the classic builder");
            return build(attempt, spec.withBuilder(BuilderKind.CLASSIC));
        }
    }

    private BuiltImage build(Attempt attempt, BuildSpec spec) throws IOException {
        BuildLog log = attempt.log();
        try (InputStream tar = Files.newInputStream(attempt.checkout().tar())) {
            return engine.build(
                    spec,
                    tar,
                    line -> log.add(line.step().isEmpty() ? line.text() : line.step() + ": " + line.text()),
                    new CancelSignal());
        }
    }

    /** What is known, in the words of the OCI image specification. */
    static Map<String, String> labels(Checkout checkout) {
        String ref = checkout.build().request().ref();
        Map<String, String> labels = new HashMap<>(Map.of(
                OCI + "revision", checkout.commit().id().value(),
                OCI + "source", checkout.build().request().repository(),
                OCI + "created", checkout.commit().committedAt().toString(),
                OCI + "title", checkout.manifest().app().value()));
        Tags.version(ref).ifPresent(version -> labels.put(OCI + "version", version));
        Tags.name(ref).ifPresent(name -> labels.put(OCI + "ref.name", name));
        return labels;
    }

    /** Runs a test's command in a container of the image, shut in. */
    ContainerResult run(Attempt attempt, BuiltImage image, Manifest.RunTest test) throws StepFailure {
        return engine.runToCompletion(
                RunSpec.of(image.imageId(), test.command().toArray(String[]::new))
                        .withLabels(marks(attempt))
                        .withMemoryBytes(config.testMemory())
                        .withCpus(config.testCpus())
                        .withPidsLimit(config.testPids())
                        .withMaxOutputBytes(config.testOutput())
                        .withResultFile(test.report())
                        .withDeadline(attempt.deadline().within(config.testDeadline())),
                new CancelSignal());
    }

    CopiedFile copy(Attempt attempt, BuiltImage image, String path) {
        return engine.copyFromImage(image.imageId(), path, marks(attempt));
    }

    private static Map<String, String> marks(Attempt attempt) {
        return Map.of(
                "slipway.app",
                attempt.checkout().manifest().app().value(),
                "slipway.part",
                "test",
                BUILD,
                attempt.build().toString());
    }

    /** Gives back the digest the engine reports for what it pushed. */
    String push(Attempt attempt, BuiltImage image, String repository) throws StepFailure {
        String tag = Images.tag(attempt.build());
        Failpoint.BUILD_BEFORE_PUSH.hit();
        try {
            String digest = engine.push(
                            image.imageId(),
                            repository,
                            tag,
                            logins.forPush(repository),
                            attempt.deadline().within(config.pushDeadline()),
                            new CancelSignal())
                    .value();
            Failpoint.BUILD_AFTER_PUSH.hit();
            return digest;
        } finally {
            remove(repository + ":" + tag);
        }
    }

    void remove(String image) {
        try {
            engine.removeImage(image);
        } catch (EngineFailure e) {
            // a name left behind in the engine's store costs space, not correctness; the build's end or next attempt
            // clears it
        }
    }
}
