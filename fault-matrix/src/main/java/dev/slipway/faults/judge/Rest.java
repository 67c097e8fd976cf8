package dev.slipway.faults.judge;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** P1: everything that was accepted has come to its end, and nothing is left that would have to be done. */
final class Rest {
    /** What there is to be done, in sentences; a query each. */
    private static final List<String> OPEN = List.of(
            "select 'build ' || id || ' is ' || state || ', which is no end' from build"
                    + " where state not in ('BUILT', 'FAILED', 'CANCELLED')",
            "select 'artifact ' || digest || ' is ' || state || ': it was not scanned' from artifact where state = 'BUILT'",
            "select 'artifact ' || digest || ' was never asked for anywhere' from artifact a"
                    + " where not exists (select 1 from placement p where p.digest = a.digest)",
            "select 'placement ' || instance || ' is ' || state || ': its gates were not asked to an end' from placement"
                    + " where state = 'PENDING'",
            "select 'deployment ' || id || ' is ' || state || ', which is no end' from deployment where state not in"
                    + " ('SUCCEEDED', 'ABORTED', 'ROLLED_BACK', 'ROLLBACK_FAILED', 'SKIPPED', 'CANCELLED')",
            "select 'placement ' || instance || ' was approved and never deployed' from placement p where state = 'APPROVED'"
                    + " and not exists (select 1 from deployment d where d.app = p.app and d.environment = p.environment"
                    + " and d.digest = p.digest)",
            "select 'job ' || id || ' (' || stage || ' ' || kind || ' of ' || lane || ') is ' || state || ' at attempt '"
                    + " || attempt || coalesce(', ' || note, '') from job where state <> 'DONE'",
            "select 'lane ' || stage || ' ' || name || ' is still taken by job ' || coalesce(running_job, held_by) from lane"
                    + " where running_job is not null or held_by is not null",
            "select 'outbox row ' || id || ' for ' || topic || ' was never sent' || coalesce(': ' || parked, '') from outbox",
            "select 'a record of ' || topic || ' is in quarantine: ' || reason from quarantine where state = 'OPEN'");

    private static final String REQUESTED = "select build_id::text as build, source, id from request union all"
            + " select id::text, '', id::text from build";

    private Rest() {}

    /** What is open now; empty once all is at rest. */
    static List<String> open(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>();
        for (String query : OPEN) {
            found.addAll(LedgerCopy.rows(connection, query, row -> row.getString(1)));
        }
        return found;
    }

    /** @param accepted builds that were promised in an answer, and request ids that the broker acknowledged */
    static List<Violation> judge(Connection connection, Collection<String> accepted) throws SQLException {
        List<Violation> found = new ArrayList<>();
        open(connection).forEach(what -> found.add(new Violation("P1", what)));
        missing(connection, accepted).forEach(what -> found.add(new Violation("P1", what)));
        return found;
    }

    /** What was accepted and is not there. */
    static List<String> missing(Connection connection, Collection<String> accepted) throws SQLException {
        Set<String> known = new HashSet<>();
        LedgerCopy.rows(
                connection, REQUESTED, row -> known.addAll(List.of(row.getString("build"), row.getString("id"))));
        return accepted.stream()
                .filter(request -> !known.contains(request))
                .map("request %s was accepted and is not there"::formatted)
                .toList();
    }
}
