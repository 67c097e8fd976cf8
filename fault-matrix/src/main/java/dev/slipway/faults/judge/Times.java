package dev.slipway.faults.judge;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * P8: when it happened is the database's word, whatever the clocks of the services say. Along a chain times never run
 * backwards, and none lies before the pipeline was there or after now.
 */
final class Times {
    /** The judge's clock is the database's; it may have read it a moment earlier. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private Times() {}

    static List<Violation> judge(LedgerCopy ledger, Instant began, Instant now) {
        List<String> found = new ArrayList<>();
        for (List<Entry> chain : ledger.chains().values()) {
            Instant before = began;
            for (Entry entry : chain) {
                if (entry.at().isBefore(before)) {
                    found.add("%s says %s, which is before %s: time ran backwards"
                            .formatted(entry.name(), entry.at(), before));
                }
                if (entry.at().isAfter(now.plus(MOMENT))) {
                    found.add("%s says %s, which is to come: it is %s".formatted(entry.name(), entry.at(), now));
                }
                told(entry, found);
                before = entry.at();
            }
        }
        return found.stream().map(what -> new Violation("P8", what)).toList();
    }

    /** What is published says the same moment as the row. */
    private static void told(Entry entry, List<String> found) {
        String told = entry.event().path("time").asText();
        try {
            if (!OffsetDateTime.parse(told).toInstant().equals(entry.at())) {
                found.add("%s says %s, but was told with %s: another time".formatted(entry.name(), entry.at(), told));
            }
        } catch (DateTimeException e) {
            found.add("%s was told with '%s', which is no time".formatted(entry.name(), told));
        }
    }
}
