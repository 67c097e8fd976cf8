package dev.slipway.promoter.policy;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a scan may find.
 *
 * @param max the most findings allowed, by severity in capitals; a severity that is not named is not limited
 * @param fixableOnly whether findings without a fixed version are left out of the count
 * @param age how old the scan may be; null for any age
 * @param unchecked whether packages that could not be checked against any advisory are allowed
 * @param secrets the most secrets allowed; null when nobody asks
 */
public record ScanRule(
        Map<String, Integer> max,
        boolean fixableOnly,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration age,

        boolean unchecked,
        @Nullable Integer secrets) {
    public ScanRule {
        max = new TreeMap<>(max);
    }

    /** Nothing critical, and nothing left unchecked. */
    public static ScanRule standard() {
        return new ScanRule(Map.of("CRITICAL", 0), false, null, false, null);
    }
}
