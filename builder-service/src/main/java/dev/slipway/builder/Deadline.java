package dev.slipway.builder;

import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.FailureKind;
import java.time.Duration;

/** The end of a build's time, by this machine's own clock. */
final class Deadline {
    private final long end;
    private final Duration whole;

    private Deadline(long end, Duration whole) {
        this.end = end;
        this.whole = whole;
    }

    /** @param used of the whole so far, by earlier attempts too */
    static Deadline of(Duration whole, Duration used) {
        return new Deadline(System.nanoTime() + whole.minus(used).toNanos(), whole);
    }

    /** A step's own time, cut to what is left of the build's. */
    Duration within(Duration own) throws StepFailure {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (!left.isPositive()) {
            throw new StepFailure.Terminal(
                    FailureKind.TIMEOUT.name(),
                    "the build was not finished within %s (slipway.builder.deadline)".formatted(whole));
        }
        return left.compareTo(own) < 0 ? left : own;
    }
}
