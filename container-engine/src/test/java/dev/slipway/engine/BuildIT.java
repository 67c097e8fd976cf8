package dev.slipway.engine;

import static dev.slipway.engine.LocalEngine.A_MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildIT {
    private LocalEngine local;

    @BeforeAll
    void open() throws IOException {
        local = LocalEngine.open();
    }

    @AfterAll
    void close() {
        if (local != null) {
            local.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BUILDKIT", "CLASSIC"})
    void buildsAnImageThatRuns(BuilderKind kind) throws IOException {
        var lines = new ConcurrentLinkedQueue<LogLine>();
        var spec = local.spec("ok")
                .withBuilder(kind)
                .withArgs(Map.of("NAME", "world & more"))
                .withLabels(Map.of("dev.slipway.commit", "0123abcd"));

        var built = local.engine.build(
                spec,
                local.context(
                        "ARG NAME\nCOPY greeting.txt /greeting.txt\nRUN echo said \"$NAME\" > /said && echo loud && echo warn >&2\n"),
                lines::add,
                new CancelSignal());

        assertThat(built.builder()).isEqualTo(kind);
        assertThat(built.steps()).anySatisfy(step -> {
            assertThat(step.name()).contains("RUN echo said");
            assertThat(step.started()).isNotNull();
            assertThat(step.completed()).isNotNull();
            assertThat(step.error()).isNull();
        });
        assertThat(lines).anySatisfy(line -> {
            assertThat(line.text()).isEqualTo("loud");
            assertThat(line.source()).isEqualTo(LogLine.Source.STDOUT);
            assertThat(line.step()).contains("RUN echo said");
        });
        assertThat(lines).anySatisfy(line -> {
            assertThat(line.text()).isEqualTo("warn");
            assertThat(line.source()).isEqualTo(LogLine.Source.STDERR);
        });
        assertThat(local.engine.image(built.imageId()).orElseThrow().labels())
                .containsEntry("dev.slipway.commit", "0123abcd")
                .containsAllEntriesOf(local.labels);
        var result = local.engine.runToCompletion(
                RunSpec.of(built.imageId(), "cat", "/greeting.txt", "/said").withLabels(local.labels),
                new CancelSignal());
        assertThat(result.output()).isEqualTo("hello from the context\nsaid world & more\n");
    }

    @ParameterizedTest
    @EnumSource(names = {"BUILDKIT", "CLASSIC"})
    void tellsWhichStepsCameFromTheCache(BuilderKind kind) throws IOException {
        var dockerfile = "RUN echo cached-by-" + kind + "\n";
        var spec = local.spec("cache").withBuilder(kind);
        local.engine.build(spec, local.context(dockerfile), LogSink.none(), new CancelSignal());

        var again = local.engine.build(spec, local.context(dockerfile), LogSink.none(), new CancelSignal());

        assertThat(again.steps())
                .filteredOn(step -> step.name().contains("RUN"))
                .singleElement()
                .matches(BuildStep::cached);
    }

    @ParameterizedTest
    @EnumSource(names = {"BUILDKIT", "CLASSIC"})
    void buildsOnlyTheAskedStage(BuilderKind kind) throws IOException {
        var dockerfile = "RUN true\nFROM %s AS wanted\nRUN echo one\nFROM wanted\nRUN false\n".formatted(local.base);
        var spec = local.spec("target").withBuilder(kind).withTarget("wanted").withNetworkMode("none");

        var built = local.engine.build(spec, local.context(dockerfile), LogSink.none(), new CancelSignal());

        assertThat(built.steps()).noneMatch(step -> step.name().contains("RUN false"));
        assertThat(local.engine.image(spec.tag()).map(ImageInfo::id)).contains(built.imageId());
    }

    @ParameterizedTest
    @EnumSource(names = {"BUILDKIT", "CLASSIC"})
    void namesTheFailingStepAndItsLastLines(BuilderKind kind) throws IOException {
        var context = local.context("RUN echo fine\nRUN echo about to fail && exit 3\nRUN echo never\n");
        var spec = local.spec("fails").withBuilder(kind);

        assertThatExceptionOfType(EngineFailure.BuildFailed.class)
                .isThrownBy(() -> local.engine.build(spec, context, LogSink.none(), new CancelSignal()))
                .satisfies(failure -> {
                    assertThat(failure.step()).contains("RUN echo about to fail");
                    assertThat(failure.tail()).containsExactly("about to fail");
                    assertThat(failure.getMessage()).contains("3").contains("about to fail");
                    assertThat(failure.retryable()).isFalse();
                });
        assertThat(local.engine.hasImage(spec.tag())).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"BUILDKIT", "CLASSIC"})
    void blamesTheDockerfileForAWordItDoesNotKnow(BuilderKind kind) throws IOException {
        var context = local.context("FRM nowhere\n");
        var spec = local.spec("parse").withBuilder(kind);

        assertThatExceptionOfType(EngineFailure.BuildFailed.class)
                .isThrownBy(() -> local.engine.build(spec, context, LogSink.none(), new CancelSignal()))
                .withMessageContaining("before the first step")
                .withMessageContaining("FRM");
    }

    @ParameterizedTest
    @EnumSource(names = {"BUILDKIT", "CLASSIC"})
    void endsABuildAtItsDeadlineAndNamesTheStep(BuilderKind kind) throws IOException {
        var context = local.context("RUN echo slow && sleep 86413\n");
        var spec = local.spec("slow").withBuilder(kind).withDeadline(Duration.ofSeconds(3));
        var begin = System.nanoTime();

        assertThatExceptionOfType(EngineFailure.TimedOut.class)
                .isThrownBy(() -> local.engine.build(spec, context, LogSink.none(), new CancelSignal()))
                .withMessageContaining("RUN echo slow");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        awaitNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource(names = {"BUILDKIT", "CLASSIC"})
    void cancelEndsABuildFromAnotherThread(BuilderKind kind) throws IOException {
        var lines = new ConcurrentLinkedQueue<LogLine>();
        var cancel = new CancelSignal();
        var context = local.context("RUN echo waiting-for-" + kind + " && sleep 86413\n");
        var spec = local.spec("cancel").withBuilder(kind);
        var build = CompletableFuture.supplyAsync(() -> local.engine.build(spec, context, lines::add, cancel));
        await().atMost(A_MINUTE)
                .until(() -> lines.stream().anyMatch(line -> line.text().equals("waiting-for-" + kind)));

        cancel.cancel();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> build.orTimeout(10, TimeUnit.SECONDS).join())
                .withCauseInstanceOf(EngineFailure.Cancelled.class);
        awaitNothingIsLeft();
    }

    @Test
    void givesTheContextsOwnFailureBackToItsOwner() {
        var broken = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("source went away");
            }
        };

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> local.engine.build(local.spec("broken"), broken, LogSink.none(), new CancelSignal()))
                .withMessageContaining("source went away");
    }

    @ParameterizedTest
    @EnumSource(names = {"BUILDKIT", "CLASSIC"})
    void aBaseImageWhoseRegistryIsDownIsWorthRetrying(BuilderKind kind) throws IOException {
        var context = local.context("FROM 127.0.0.1:1/nowhere/nothing:1\n");
        var spec = local.spec("down").withBuilder(kind);

        assertThatExceptionOfType(EngineFailure.BuildFailed.class)
                .isThrownBy(() -> local.engine.build(spec, context, LogSink.none(), new CancelSignal()))
                .matches(EngineFailure::retryable)
                .withMessageContaining("127.0.0.1:1/nowhere/nothing");
    }

    /**
     * A step's process is the engine host's process; it must be gone soon after the build ended. So must the classic
     * builder's container, which the engine removes on its own when it notices that nobody listens any more.
     */
    private void awaitNothingIsLeft() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().commandLine().stream())
                        .noneMatch(line -> line.contains("sleep 86413")));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(local.engine.list(local.labels)).isEmpty());
    }
}
