package dev.slipway.ledger;

import java.time.Duration;

/** What a service runs with where an operator sets nothing; how many jobs at once is the benchmark's to say. */
record Production(int slots) implements LedgerConfig {
    @Override
    public Duration lease() {
        return Duration.ofSeconds(30);
    }

    @Override
    public int maxAttempts() {
        return 5;
    }

    @Override
    public Duration backoff() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration maxBackoff() {
        return Duration.ofMinutes(5);
    }

    @Override
    public Duration poll() {
        return Duration.ofMillis(200);
    }

    @Override
    public Duration sweep() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration missedAfter() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(90);
    }
}
