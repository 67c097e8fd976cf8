package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BoundedCallTest {
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Blocks as a read from an engine that says nothing does. */
    private String hang(BoundedCall.Connections connections) throws IOException, InterruptedException {
        connections.closing(() -> closed.set(true));
        begun.countDown();
        try {
            new CountDownLatch(1).await();
            return "never";
        } finally {
            ended.countDown();
        }
    }

    @Test
    void givesTheAnswer() {
        int answer = BoundedCall.run("x", LONG, new CancelSignal(), _ -> 42);

        assertThat(answer).isEqualTo(42);
    }

    @Test
    void deadlineClosesTheConnectionAndWaitsForTheWorkToStop() {
        assertThatExceptionOfType(EngineFailure.TimedOut.class)
                .isThrownBy(() -> BoundedCall.run("the call", SHORT, new CancelSignal(), this::hang))
                .withMessageContaining("the call")
                .matches(e -> e.deadline().equals(SHORT));

        assertThat(closed).isTrue();
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void cancelFromAnotherThreadEndsIt() {
        var cancel = new CancelSignal();
        Thread.ofVirtual().start(() -> {
            Awaitility.await().until(() -> begun.getCount() == 0);
            cancel.cancel();
        });

        assertThatExceptionOfType(EngineFailure.Cancelled.class)
                .isThrownBy(() -> BoundedCall.run("the call", LONG, cancel, this::hang));

        assertThat(closed).isTrue();
    }

    @Test
    void aSignalGivenEarlierEndsItAtOnce() {
        var cancel = new CancelSignal();
        cancel.cancel();

        assertThatExceptionOfType(EngineFailure.Cancelled.class)
                .isThrownBy(() -> BoundedCall.run("the call", LONG, cancel, this::hang));
    }

    @Test
    void interruptEndsItAndStaysSet() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(EngineFailure.Cancelled.class)
                .isThrownBy(() -> BoundedCall.run("the call", LONG, new CancelSignal(), this::hang));

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void cleaningUpIsDoneDespiteAnInterrupt() {
        Thread.currentThread().interrupt();

        BoundedCall.runUninterrupted("clean up", LONG, _ -> {
            Thread.sleep(50);
            ended.countDown();
            return null;
        });

        assertThat(ended.getCount()).isZero();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void brokenConnectionIsTheEnginesBugIsOurs() {
        assertThatExceptionOfType(EngineFailure.Unreachable.class).isThrownBy(() -> fail(new IOException("reset")));
        assertThatExceptionOfType(EngineFailure.Unreachable.class)
                .isThrownBy(() -> fail(new IllegalStateException(new IOException("wrapped by the library"))));
        assertThatThrownBy(() -> fail(new IllegalStateException("bug")))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("bug");
    }

    private static void fail(Exception thrown) {
        BoundedCall.run("x", LONG, new CancelSignal(), _ -> {
            switch (thrown) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                default -> throw new AssertionError(thrown);
            }
        });
    }
}
