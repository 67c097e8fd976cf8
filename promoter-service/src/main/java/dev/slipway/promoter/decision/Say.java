package dev.slipway.promoter.decision;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;

/** Times and numbers as the sentences of gates have them. */
final class Say {
    private Say() {}

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** As in the operators' file. */
    static String length(Duration length) {
        long seconds = length.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static String counts(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(one -> "%d × %s".formatted(one.getValue(), one.getKey()))
                .collect(Collectors.joining(", "));
    }
}
