package dev.slipway.faults.judge;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * P2: what may happen once happened once. Each machine's moves join, none is made twice, its row stands where the last move
 * left it, and a fact that follows from one effect is told once.
 */
final class Moves {
    /** A placement is asked for, blocked and opened again as often as evidence comes. */
    private static final Set<String> ONE_WAY = Set.of("build", "artifact", "deployment");

    private static final List<String> TOLD_ONCE =
            List.of("artifact.packaged", "artifact.published", "promotion.approved");

    private static final String STANDING = """
            select 'build ' || id as machine, state from build union all
            select 'artifact ' || digest, state from artifact union all
            select 'placement ' || instance, state from placement union all
            select 'deployment ' || id, state from deployment""";

    private Moves() {}

    static List<Violation> judge(Connection connection, LedgerCopy ledger) throws SQLException {
        List<String> found = new ArrayList<>();
        Map<String, List<Entry>> machines = machines(ledger);
        machines.forEach((name, moves) -> machine(name, moves, found));
        standing(connection, machines, found);
        ledger.chains().values().forEach(chain -> toldOnce(chain, found));
        return found.stream().map(what -> new Violation("P2", what)).toList();
    }

    static Map<String, List<Entry>> machines(LedgerCopy ledger) {
        return ledger.entries().stream()
                .filter(entry -> entry.machine() != null)
                .collect(groupingBy(entry -> entry.machine() + " " + entry.instance(), LinkedHashMap::new, toList()));
    }

    private static void machine(String name, List<Entry> moves, List<String> found) {
        String state = "NONE";
        List<String> made = new ArrayList<>();
        for (Entry move : moves) {
            String step = move.from() + " to " + move.to();
            if (!state.equals(move.from())) {
                found.add("%s stood at %s when %s moved it from %s".formatted(name, state, move.name(), step));
            }
            if (made.contains(step) && ONE_WAY.contains(move.machine())) {
                found.add("%s moved from %s twice, the second time by %s".formatted(name, step, move.name()));
            }
            made.add(step);
            state = String.valueOf(move.to());
        }
    }

    private static void standing(Connection connection, Map<String, List<Entry>> machines, List<String> found)
            throws SQLException {
        Map<String, String> standing = new LinkedHashMap<>();
        LedgerCopy.rows(connection, STANDING, row -> standing.put(row.getString("machine"), row.getString("state")));
        machines.forEach((name, moves) -> {
            String last = String.valueOf(moves.getLast().to());
            String stands = standing.remove(name);
            if (!last.equals(stands)) {
                found.add("%s stands at %s, but its last move says %s".formatted(name, stands, last));
            }
        });
        standing.forEach((name, state) -> found.add("%s stands at %s, but no entry made it".formatted(name, state)));
    }

    private static void toldOnce(List<Entry> chain, List<String> found) {
        for (String kind : TOLD_ONCE) {
            Map<String, List<Entry>> told = chain.stream()
                    .filter(entry -> entry.is(kind))
                    .collect(
                            groupingBy(entry -> entry.fact().path("environment").asText()));
            told.values().stream()
                    .filter(entries -> entries.size() > 1)
                    .forEach(entries -> found.add("%s was told %d times; again by %s"
                            .formatted(kind, entries.size(), entries.get(1).name())));
        }
    }
}
