package dev.slipway.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Wishes of people that a build or a deployment should stop, by its id: a build job's subject, a deployment's own job. */
final class StopRequests {
    /** Who wants a row of {@code job} to stop, and why, or null. */
    static final String OF_JOB =
            "(select s.actor || ': ' || s.reason from stop_request s where s.instance in (job.id::text, job.subject_key)"
                    + " order by s.at limit 1)";

    private StopRequests() {}

    /** The first wish counts; it is kept, so that a job which starts later sees it too. */
    static void ask(Connection connection, String instance, String reason, String actor, Instant at)
            throws SQLException {
        Sql.update(
                connection,
                "insert into stop_request (instance, reason, actor, at) values (?, ?, ?, ?) on conflict do nothing",
                instance,
                reason,
                actor,
                at);
    }

    /** What was to stop has ended; what is done about it later is other work. */
    static void forget(Connection connection, String instance) throws SQLException {
        Sql.update(connection, "delete from stop_request where instance = ?", instance);
    }

    /** Of these jobs, those that somebody wants to stop, with who and why. */
    static Map<UUID, String> of(Connection connection, Collection<UUID> jobs) throws SQLException {
        return Sql.list(
                        connection,
                        row -> Map.entry(row.getObject("id", UUID.class), row.getString("stop")),
                        "select * from (select id, %s as stop from job where id = any(?)) asked where stop is not null"
                                .formatted(OF_JOB),
                        (Object) connection.createArrayOf("uuid", jobs.toArray()))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
