package dev.slipway.engine;

import java.time.Duration;

/** Checks of numbers that come from configuration. */
final class Limits {
    private Limits() {}

    static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("%s is %d; expected more than 0".formatted(name, value));
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("%s is %s; expected more than 0".formatted(name, value));
        }
    }

    static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("%s is %s; expected more than 0".formatted(name, value));
        }
    }
}
