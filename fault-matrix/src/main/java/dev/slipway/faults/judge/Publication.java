package dev.slipway.faults.judge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * P9 and P2 on the wire: the log has every entry's bytes under its subject's key, in order and without a gap. A record may
 * be there again, as a whole and by its id; a consumer that drops ids it has seen reads the ledger.
 */
final class Publication {
    private Publication() {}

    /** @param forged records that a test put there itself, as key, line end, value */
    static List<Violation> judge(LedgerCopy ledger, List<LogRecord> log, Set<String> forged) {
        List<String> found = new ArrayList<>();
        Map<String, Entry> byId = new HashMap<>();
        ledger.entries().forEach(entry -> byId.put(entry.id().toString(), entry));
        Map<String, Long> reached = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (LogRecord one : log) {
            if (forged.contains(one.key() + "\n" + new String(one.value(), StandardCharsets.UTF_8))) {
                continue;
            }
            String id = LedgerCopy.json(one.value()).path("id").asText();
            Entry entry = byId.get(id);
            if (entry == null) {
                found.add("%s holds an event that is not in the ledger: %s".formatted(one.name(), id));
            } else {
                record(one, entry, seen.add(id), reached, found);
            }
        }
        for (Map.Entry<String, List<Entry>> chain : ledger.chains().entrySet()) {
            long last = reached.getOrDefault(chain.getKey(), 0L);
            if (last < chain.getValue().getLast().seq()) {
                found.add("the log of %s ends with %d, the ledger with %s"
                        .formatted(
                                chain.getKey(), last, chain.getValue().getLast().name()));
            }
        }
        return found.stream().map(what -> new Violation("P9", what)).toList();
    }

    private static void record(
            LogRecord one, Entry entry, boolean first, Map<String, Long> reached, List<String> found) {
        if (!entry.subject().equals(one.key())) {
            found.add("%s holds %s, whose key is another".formatted(one.name(), entry.name()));
        }
        if (!Arrays.equals(one.value(), entry.bytes())) {
            found.add("%s has not the bytes of %s".formatted(one.name(), entry.name()));
        }
        if (first) {
            long before = reached.getOrDefault(entry.subject(), 0L);
            if (entry.seq() != before + 1) {
                found.add(
                        "%s holds %s after %d: out of order or with a gap".formatted(one.name(), entry.name(), before));
            }
            reached.merge(entry.subject(), entry.seq(), Math::max);
        }
    }
}
