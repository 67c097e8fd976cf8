package dev.slipway.faults.judge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * P3: of one app in one environment at most one deployment was under way at any time. P4: what began had its permission at
 * that moment.
 */
final class Deployments {
    private Deployments() {}

    private record Span(
            String where,
            String deployment,
            Instant from,
            @Nullable Instant to) {}

    static List<Violation> judge(LedgerCopy ledger) {
        List<Violation> found = new ArrayList<>();
        Map<String, List<Span>> places = new HashMap<>();
        for (List<Entry> moves : Moves.machines(ledger).values()) {
            moves.stream()
                    .filter(move -> move.moves("deployment") && "PREPARING".equals(move.to()))
                    .findFirst()
                    .ifPresent(began -> places.computeIfAbsent(began.where(), _ -> new ArrayList<>())
                            .add(span(began, moves)));
        }
        places.values().forEach(spans -> overlaps(spans, found));
        ledger.chains().values().forEach(chain -> permitted(chain, found));
        return found;
    }

    private static Span span(Entry began, List<Entry> moves) {
        Entry last = moves.getLast();
        boolean ended = !List.of("PREPARING", "STARTED", "VERIFYING", "SHIFTING", "BAKING")
                .contains(String.valueOf(last.to()));
        return new Span(began.where(), String.valueOf(began.instance()), began.at(), ended ? last.at() : null);
    }

    private static void overlaps(List<Span> spans, List<Violation> found) {
        spans.sort(Comparator.comparing(Span::from));
        for (int i = 1; i < spans.size(); i++) {
            Instant before = spans.get(i - 1).to();
            if (before == null || before.isAfter(spans.get(i).from())) {
                found.add(new Violation(
                        "P3",
                        "deployment %s of %s began before %s had ended"
                                .formatted(
                                        spans.get(i).deployment(),
                                        spans.get(i).where(),
                                        spans.get(i - 1).deployment())));
            }
        }
    }

    private static void permitted(List<Entry> chain, List<Violation> found) {
        Map<String, String> placements = new HashMap<>();
        for (Entry entry : chain) {
            if (entry.moves("placement")) {
                placements.put(entry.where(), String.valueOf(entry.to()));
            } else if (entry.moves("deployment") && "PREPARING".equals(entry.to())) {
                String permission = placements.getOrDefault(entry.where(), "not there");
                if (!permission.equals("APPROVED")) {
                    found.add(new Violation(
                            "P4",
                            "%s began in %s while its placement was %s"
                                    .formatted(entry.name(), entry.where(), permission)));
                }
            }
        }
    }
}
