package dev.slipway.ledger;

import java.time.Duration;

/** Short times, so that what takes a while in production takes moments in a test. */
record Brisk(Duration missedAfter) implements LedgerConfig {
    @Override
    public Duration lease() {
        return Duration.ofSeconds(10);
    }

    @Override
    public int slots() {
        return 4;
    }

    @Override
    public int maxAttempts() {
        return 3;
    }

    @Override
    public Duration backoff() {
        return Duration.ofMillis(20);
    }

    @Override
    public Duration maxBackoff() {
        return Duration.ofMillis(100);
    }

    @Override
    public Duration poll() {
        return Duration.ofMillis(20);
    }

    @Override
    public Duration sweep() {
        return Duration.ofMillis(100);
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(90);
    }

    @Override
    public Duration logRetention() {
        return Duration.ofDays(365);
    }
}
