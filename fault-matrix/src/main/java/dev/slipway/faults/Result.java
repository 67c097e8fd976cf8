package dev.slipway.faults;

import java.time.Duration;
import java.util.List;

/**
 * What came of one case.
 *
 * @param failures sentences; none where every promise was kept
 */
public record Result(String name, long seed, Duration took, List<String> failures) {
    public boolean passed() {
        return failures.isEmpty();
    }
}
