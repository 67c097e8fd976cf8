package dev.slipway.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.events.Json;
import dev.slipway.events.chain.Findings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rebuilds the tables of current state from the entries, into temporary tables of the same names, and compares each row.
 * A temporary table hides the one it is named after, so that the code which applies facts serves as it is.
 */
final class ProjectionCheck {
    private static final int FETCH = 500;

    /** The tables with what names a row of each. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "build", List.of("id"),
            "artifact", List.of("digest"),
            "placement", List.of("app", "environment", "digest"),
            "deployment", List.of("id"),
            "serving", List.of("app", "environment"),
            "restriction", List.of("app", "environment", "kind"),
            "approval", List.of("app", "environment", "digest", "approver"),
            "waiver", List.of("id"),
            "drift", List.of("app", "environment", "kind"),
            "stop_request", List.of("instance"));

    /** Where each machine's state stands. */
    private static final Map<String, String> INSTANCES =
            Map.of("build", "id::text", "artifact", "digest", "placement", "instance", "deployment", "id::text");

    private ProjectionCheck() {}

    /** The transaction must be rolled back afterwards; until then the live tables are hidden from the connection. */
    static void run(Connection connection, Findings findings) throws SQLException {
        for (Map.Entry<String, List<String>> table : KEYS.entrySet()) {
            Sql.update(
                    connection,
                    "create temporary table %1$s (like public.%1$s including defaults including generated) on commit drop"
                            .formatted(table.getKey()));
            Sql.update(
                    connection,
                    "alter table pg_temp.%1$s add constraint %1$s_pk primary key (%2$s)"
                            .formatted(table.getKey(), String.join(", ", table.getValue())));
        }
        // a statement that this connection has prepared before would still mean the live table
        Sql.update(connection, "discard plans");
        try {
            ProjectionReplay.run(connection, "public.ledger_entry", (_, _) -> {});
        } catch (ProjectionReplay.NotReplayed e) {
            findings.add("the tables of current state cannot be rebuilt: " + e.getMessage());
            return;
        }
        for (Map.Entry<String, String> machine : INSTANCES.entrySet()) {
            state(connection, machine.getKey(), machine.getValue());
        }
        for (String table : KEYS.keySet().stream().sorted().toList()) {
            compare(connection, table, findings);
        }
    }

    /** As the trigger of ledger_entry does it with every move. */
    private static void state(Connection connection, String machine, String instance) throws SQLException {
        Sql.update(connection, """
                update pg_temp.%1$s t set state = last.to_state %3$s from (select distinct on (instance) instance, to_state, at
                    from public.ledger_entry where machine = '%1$s' order by instance, seq desc) last
                where t.%2$s = last.instance""".formatted(
                        machine, instance, machine.equals("placement") ? ", changed_at = last.at" : ""));
    }

    private static void compare(Connection connection, String table, Findings findings) throws SQLException {
        String key = KEYS.getOrDefault(table, List.of()).stream()
                .collect(Collectors.joining(", t.", "concat_ws('/', t.", ")"));
        String join = KEYS.getOrDefault(table, List.of()).stream()
                .map(column -> "live.%1$s = rebuilt.%1$s".formatted(column))
                .collect(Collectors.joining(" and "));
        try (PreparedStatement statement = connection.prepareStatement("""
                select coalesce(live.name, rebuilt.name) as name, live.content as live, rebuilt.content as rebuilt
                from (select t.*, %2$s as name, to_jsonb(t) as content from public.%1$s t) live
                    full join (select t.*, %2$s as name, to_jsonb(t) as content from pg_temp.%1$s t) rebuilt on %3$s
                where live.content is distinct from rebuilt.content order by 1""".formatted(table, key, join))) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    findings.add("%s %s %s"
                            .formatted(
                                    table,
                                    rows.getString("name"),
                                    difference(rows.getString("live"), rows.getString("rebuilt"))));
                }
            }
        }
    }

    private static String difference(String live, String rebuilt) throws SQLException {
        if (live == null) {
            return "has no row, but the entries make one";
        }
        if (rebuilt == null) {
            return "has a row that no entry makes";
        }
        List<String> columns = new ArrayList<>();
        try {
            JsonNode stands = Json.MAPPER.readTree(live);
            JsonNode made = Json.MAPPER.readTree(rebuilt);
            stands.properties().forEach(column -> {
                JsonNode wanted = made.path(column.getKey());
                if (!wanted.equals(column.getValue())) {
                    columns.add("%s is %s, but the entries make it %s"
                            .formatted(column.getKey(), column.getValue(), wanted));
                }
            });
        } catch (JsonProcessingException e) {
            throw new SQLException("a row that is not readable as JSON", e);
        }
        return "is not what the entries make it: " + String.join("; ", columns);
    }
}
