package dev.slipway.engine;

import static dev.slipway.engine.LocalEngine.A_MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunIT {
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

    @AfterEach
    void leavesNoContainer() {
        assertThat(local.engine.list(local.labels)).isEmpty();
    }

    private RunSpec shell(String script) {
        return RunSpec.of(local.base, "sh", "-c", script)
                .withLabels(local.labels)
                .withDeadline(A_MINUTE);
    }

    private ContainerResult run(RunSpec spec) {
        return local.engine.runToCompletion(spec, new CancelSignal());
    }

    @Test
    void givesExitCodeAndOutputOfBothStreams() {
        var result = run(shell("echo out; echo err >&2; echo $GREETING; exit 7").withEnv(Map.of("GREETING", "a=b c")));

        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.output().lines()).containsExactlyInAnyOrder("out", "err", "a=b c");
        assertThat(result.succeeded()).isFalse();
        assertThat(result.outputTruncated()).isFalse();
        assertThat(result.timedOut()).isFalse();
        assertThat(result.oomKilled()).isFalse();
    }

    @Test
    void shutsTheContainerIn() {
        var result = run(shell(
                "touch /x 2>/dev/null || echo root-read-only; touch /tmp/x && echo tmp-writable; ls /sys/class/net; "
                        + "cat /proc/self/status | head -60"));

        assertThat(result.output().lines())
                .contains("root-read-only", "tmp-writable", "lo", "NoNewPrivs:\t1", "CapEff:\t0000000000000000")
                .noneMatch(line -> line.startsWith("eth"));
        assertThat(result.succeeded()).isTrue();
    }

    @Test
    void copiesTheResultFileOutOfTheEndedContainer() {
        var result = run(
                shell("echo '<testsuite/>' > /reports/junit.xml; touch /x 2>/dev/null || echo still-read-only; exit 3")
                        .withResultFile("/reports/junit.xml"));

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.output()).isEqualTo("still-read-only\n");
        assertThat(result.resultFile())
                .isInstanceOfSatisfying(
                        CopiedFile.Found.class,
                        found -> assertThat(found.content()).asString().isEqualTo("<testsuite/>\n"));
    }

    @Test
    void saysWhyThereIsNoResultFile() {
        assertThat(absent("true")).contains("there is no /tmp/r.xml");
        assertThat(absent("head -c 9000000 /dev/zero > /tmp/r.xml"))
                .contains("9000000 bytes")
                .contains("8388608");
        assertThat(absent("ln -s /etc/passwd /tmp/r.xml")).contains("no regular file");
    }

    private String absent(String script) {
        var result = run(shell(script).withResultFile("/tmp/r.xml"));
        assertThat(result.succeeded()).as(result.output()).isTrue();
        return ((CopiedFile.Absent) Objects.requireNonNull(result.resultFile())).why();
    }

    @Test
    void copiesAFileOutOfAnImageThatNeverRuns() throws IOException {
        var built = local.engine.build(
                local.spec("copy"),
                local.context("RUN echo made-by-a-stage > /made\n"),
                LogSink.none(),
                new CancelSignal());

        assertThat(local.engine.copyFromImage(built.imageId(), "/made", local.labels))
                .isInstanceOfSatisfying(
                        CopiedFile.Found.class,
                        found -> assertThat(found.content()).asString().isEqualTo("made-by-a-stage\n"));
        assertThat(local.engine.copyFromImage(built.imageId(), "/none", local.labels))
                .isInstanceOf(CopiedFile.Absent.class);
    }

    @Test
    void keepsOutputUpToTheLimitAndReadsTheRest() {
        var result = run(shell("yes 0123456789abcde | head -n 200000; echo end").withMaxOutputBytes(1000));

        assertThat(result.output()).hasSize(1000).startsWith("0123456789abcde\n");
        assertThat(result.outputTruncated()).isTrue();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void killsAtTheDeadlineAndKeepsWhatWasSaid() {
        var result = run(shell("echo before; sleep 86413").withDeadline(Duration.ofSeconds(2)));

        assertThat(result.timedOut()).isTrue();
        assertThat(result.exitCode()).isEqualTo(137);
        assertThat(result.output()).isEqualTo("before\n");
        assertThat(result.took()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
    }

    @Test
    void deadlineAlsoHoldsForOneThatClosedItsOutput() {
        var result = run(shell("exec >/dev/null 2>&1; sleep 86413").withDeadline(Duration.ofSeconds(2)));

        assertThat(result.timedOut()).isTrue();
    }

    @Test
    void tellsWhenMemoryRanOut() {
        var result = run(shell("tail /dev/zero").withMemoryBytes(16L << 20));

        assertThat(result.oomKilled()).isTrue();
        assertThat(result.succeeded()).isFalse();
        assertThat(result.timedOut()).isFalse();
    }

    @Test
    void cancelKillsAndRemoves() {
        var cancel = new CancelSignal();
        var run = CompletableFuture.supplyAsync(() -> local.engine.runToCompletion(shell("sleep 86413"), cancel));
        await().atMost(A_MINUTE)
                .until(() -> local.engine.list(local.labels).stream().anyMatch(ContainerState::running));

        cancel.cancel();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(run::join)
                .withCauseInstanceOf(EngineFailure.Cancelled.class);
    }

    @Test
    void interruptKillsAndRemovesAndStaysSet() throws InterruptedException {
        var seen = new AtomicReference<Throwable>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                run(shell("sleep 86413"));
            } catch (EngineFailure e) {
                seen.set(Thread.currentThread().isInterrupted() ? e : new AssertionError("interrupt was swallowed"));
            }
        });
        await().atMost(A_MINUTE)
                .until(() -> local.engine.list(local.labels).stream().anyMatch(ContainerState::running));

        thread.interrupt();
        thread.join(Duration.ofSeconds(30));

        assertThat(seen.get()).isInstanceOf(EngineFailure.Cancelled.class);
    }

    @Test
    void refusesACommandThatIsNotThere() {
        assertThatExceptionOfType(EngineFailure.Refused.class)
                .isThrownBy(() -> run(RunSpec.of(local.base, "/no/such/command").withLabels(local.labels)))
                .withMessageContaining("/no/such/command");
    }

    @Test
    void refusesAnImageThatIsNotThere() {
        assertThatExceptionOfType(EngineFailure.Refused.class)
                .isThrownBy(() -> run(RunSpec.of("slipway-no-such-image:1").withLabels(local.labels)))
                .matches(e -> e.status() == 404 && !e.retryable());
    }
}
