package dev.slipway.demo;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one sample fared.
 *
 * @param seconds by stage
 */
record Outcome(
        String name,
        String expected,
        String actual,
        @Nullable String digest,
        Map<String, Double> seconds) {
    boolean asExpected() {
        return expected.equals(actual);
    }
}
