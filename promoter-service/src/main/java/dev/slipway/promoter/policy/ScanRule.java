package dev.slipway.promoter.policy;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a scan may find.
 *
 * @param max the most findings allowed, by severity in capitals; a severity that is not named is not limited
 * @param unchecked whether packages that could not be checked against any advisory are allowed
 */
public record ScanRule(Map<String, Integer> max, boolean unchecked) {
    public ScanRule {
        max = new TreeMap<>(max);
    }

    /** Nothing critical, and nothing left unchecked. */
    public static ScanRule standard() {
        return new ScanRule(Map.of("CRITICAL", 0), false);
    }
}
