package dev.slipway.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Asks again when the answer was "not now": five tries, 250 ms doubled each time up to 3 s, a tenth of jitter. A
 * registry that names its own waiting time gets it; one longer than {@link #LONGEST_ASKED} is the caller's to wait for.
 */
final class RetryPolicy {
    static final int TRIES = 5;
    static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(3);
    static final Duration LONGEST_ASKED = Duration.ofSeconds(30);
    private static final double JITTER = 0.1;

    private final Pause pause;
    private final DoubleSupplier random;

    RetryPolicy() {
        this(Thread::sleep, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param random gives numbers from 0 to 1 */
    RetryPolicy(Pause pause, DoubleSupplier random) {
        this.pause = pause;
        this.random = random;
    }

    interface Pause {
        void last(Duration duration) throws InterruptedException;
    }

    /** One whole try: whatever has to be done again together when its last part fails. */
    interface Attempt<T, E extends IOException> {
        T run() throws E;
    }

    <T, E extends IOException> T run(Attempt<T, E> attempt) throws E, RegistryFailure {
        for (var tries = 1; ; tries++) {
            try {
                return attempt.run();
            } catch (IOException e) {
                if (!(e instanceof RegistryFailure.Unavailable busy) || !busy.worthTryingAtOnce()) {
                    throw e;
                }
                var wait = waitAfter(tries, busy);
                if (tries == TRIES || wait.compareTo(LONGEST_ASKED) > 0) {
                    throw busy.afterTries(tries);
                }
                sleep(wait, busy);
            }
        }
    }

    private Duration waitAfter(int tries, RegistryFailure.Unavailable failure) {
        var asked = failure.retryAfter();
        if (asked.isPresent()) {
            return asked.get();
        }
        var backoff = FIRST.toMillis() << (tries - 1);
        var jittered = (long) (backoff * (1 + JITTER * (2 * random.getAsDouble() - 1)));
        return Duration.ofMillis(Math.min(jittered, LONGEST.toMillis()));
    }

    private void sleep(Duration wait, RegistryFailure.Unavailable failure) throws RegistryFailure {
        try {
            pause.last(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryFailure.Unavailable(
                    "interrupted while waiting to try again: " + failure.getMessage(), failure, null, false);
        }
    }
}
