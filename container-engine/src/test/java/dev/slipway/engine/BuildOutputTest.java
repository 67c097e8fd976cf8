package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.engine.LogLine.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildOutputTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final List<LogLine> lines = new ArrayList<>();
    private final BuildLog log = new BuildLog(lines::add);
    private final BuildkitOutput buildkit = new BuildkitOutput(log);
    private final ClassicOutput classic = new ClassicOutput(log, InstantSource.fixed(NOW));

    @Test
    void readsABuildkitBuild() {
        Recorded.play("buildkit-ok.jsonl", buildkit::accept);

        var image = buildkit.result();

        assertThat(image.imageId()).startsWith("sha256:").hasSize(71);
        assertThat(image.builder()).isEqualTo(BuilderKind.BUILDKIT);
        assertThat(image.steps())
                .extracting(BuildStep::name)
                .contains("[2/3] RUN echo hello && echo warn >&2", "[3/3] RUN echo world");
        assertThat(image.steps())
                .filteredOn(step -> step.name().contains("RUN"))
                .allSatisfy(step -> {
                    assertThat(step.cached()).isFalse();
                    assertThat(step.started()).isNotNull().isBefore(step.completed());
                });
        assertThat(lines)
                .contains(
                        new LogLine("[2/3] RUN echo hello && echo warn >&2", Source.STDOUT, "hello"),
                        new LogLine("[2/3] RUN echo hello && echo warn >&2", Source.STDERR, "warn"));
    }

    @Test
    void seesTheCacheInABuildkitBuild() {
        Recorded.play("buildkit-cached.jsonl", buildkit::accept);

        assertThat(buildkit.result().steps())
                .filteredOn(step -> step.name().contains("RUN"))
                .hasSize(2)
                .allMatch(BuildStep::cached);
    }

    @Test
    void findsTheErrorInsideABuildkitAnswer() {
        Recorded.play("buildkit-fail.jsonl", buildkit::accept);

        assertThatExceptionOfType(EngineFailure.BuildFailed.class)
                .isThrownBy(buildkit::result)
                .satisfies(failure -> {
                    assertThat(failure.step()).isEqualTo("[3/4] RUN echo about to fail && exit 3");
                    assertThat(failure.tail()).containsExactly("about to fail");
                    assertThat(failure.needsSession()).isFalse();
                })
                .withMessageContaining("exit code: 3");
    }

    @Test
    void readsAClassicBuild() {
        Recorded.play("classic-ok.jsonl", classic::accept);

        var image = classic.result();

        assertThat(image.imageId()).startsWith("sha256:").hasSize(71);
        assertThat(image.steps())
                .extracting(BuildStep::name)
                .containsExactly(
                        "[1/3] FROM fixture-base:1", "[2/3] RUN echo hello && echo warn >&2", "[3/3] RUN echo world");
        assertThat(image.steps()).allMatch(step -> NOW.equals(step.completed()));
        assertThat(lines)
                .filteredOn(line -> line.step().startsWith("[2/3]") && line.source() != Source.BUILDER)
                .containsExactly(
                        new LogLine("[2/3] RUN echo hello && echo warn >&2", Source.STDOUT, "hello"),
                        new LogLine("[2/3] RUN echo hello && echo warn >&2", Source.STDERR, "warn"));
    }

    @Test
    void findsTheErrorInsideAClassicAnswer() {
        Recorded.play("classic-fail.jsonl", classic::accept);

        assertThatExceptionOfType(EngineFailure.BuildFailed.class)
                .isThrownBy(classic::result)
                .satisfies(failure -> {
                    assertThat(failure.step()).isEqualTo("[3/4] RUN echo about to fail && exit 3");
                    assertThat(failure.tail()).containsExactly("about to fail");
                })
                .withMessageContaining("returned a non-zero code: 3");
    }

    @Test
    void anAnswerWithoutImageIsNoSuccess() {
        assertThatExceptionOfType(EngineFailure.Unreachable.class).isThrownBy(buildkit::result);
        assertThatExceptionOfType(EngineFailure.Unreachable.class).isThrownBy(classic::result);
    }

    @Test
    void anErrorAfterTheImageIdIsStillAnError() throws JsonProcessingException {
        Recorded.play("buildkit-ok.jsonl", buildkit::accept);
        buildkit.accept(new ObjectMapper().readTree("{\"error\":\"exporter broke\"}"));

        assertThatExceptionOfType(EngineFailure.BuildFailed.class)
                .isThrownBy(buildkit::result)
                .withMessageContaining("exporter broke");
    }

    @Test
    void aFullDiskOfTheEngineIsNotTheDockerfilesFault() throws JsonProcessingException {
        buildkit.accept(
                new ObjectMapper()
                        .readTree(
                                "{\"errorDetail\":{\"message\":\"failed to copy: write /var/lib/docker/x: no space left on device\"}}"));

        assertThatExceptionOfType(EngineFailure.BuildFailed.class)
                .isThrownBy(buildkit::result)
                .withMessageContaining("the engine's disk is full")
                .matches(failure -> failure.diskFull() && failure.retryable());
    }

    @Test
    void tailKeepsTheLastLines() {
        for (var i = 0; i < 100; i++) {
            log.output("step", Source.STDOUT, StandardCharsets.UTF_8.encode(i + "\n"));
        }

        assertThat(log.tail("step")).hasSize(40).last().isEqualTo("99");
        assertThat(log.tail("another")).isEmpty();
    }

    @Test
    void nothingReachesTheSinkAfterTheEnd() {
        log.close();

        log.remark("step", "late");

        assertThat(lines).isEmpty();
    }
}
