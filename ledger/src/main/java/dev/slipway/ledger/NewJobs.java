package dev.slipway.ledger;

import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Uuid7;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How jobs come into their lanes, and before which others; as in {@link JobQueue}, under the lanes' rows. */
final class NewJobs {
    private NewJobs() {}

    /** A job, and the event that asked for it. */
    record Asked(NewJob job, @Nullable UUID cause) {}

    /** What waits of an urgent build, and of what came of it, goes before the rest from now on. */
    static void hurry(Connection connection, Subject build, @Nullable Digest digest) throws SQLException {
        String[] subjects = digest == null ? new String[] {build.key()} : new String[] {build.key(), digest.value()};
        String lanes = "(stage, name) in (select stage, lane from job where state = 'READY' and subject_key = any(?))";
        Sql.list(
                connection,
                row -> row.getString("name"),
                "select name from lane where %s order by stage, name collate \"C\" for update".formatted(lanes),
                (Object) subjects);
        Sql.update(
                connection,
                "update job set priority = greatest(priority, urgency(subject_key)) where state = 'READY' and subject_key = any(?)",
                (Object) subjects);
        Sql.update(connection, "update lane set %s where %s".formatted(JobQueue.NEXT, lanes), (Object) subjects);
    }

    /** Adds jobs that are not there yet and gives back how many were new. Lanes are locked in order of their names. */
    static int enqueue(Connection connection, String stage, List<Asked> asked) throws SQLException {
        List<Asked> jobs = withoutRepeatedLooks(asked);
        if (jobs.isEmpty()) {
            return 0;
        }
        Sql.update(
                connection,
                """
                insert into lane (stage, name, priority, next_at)
                select ?, name, max(greatest(priority, urgency(subject))), clock_timestamp()
                from unnest(?::text[], ?::smallint[], ?::text[]) as asked(name, priority, subject)
                group by name order by name collate "C"
                on conflict on constraint lane_pk do update
                set next_at = least(lane.next_at, excluded.next_at), priority = greatest(lane.priority, excluded.priority)""",
                stage,
                Sql.texts(jobs, one -> one.job().lane()),
                priorities(connection, jobs),
                Sql.texts(jobs, one -> one.job().subject().key()));
        Database.leaves(Database.Left.JOBS);
        return Sql.update(
                connection,
                """
                insert into job (id, stage, lane, kind, subject_key, dedupe, priority, cause)
                select id, ?, lane, kind, subject_key, dedupe, greatest(priority, urgency(subject_key)), cause
                from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[], ?::uuid[], ?::boolean[])
                    with ordinality as asked(id, lane, kind, subject_key, dedupe, priority, cause, look, place)
                where not (look and exists (select 1 from job waits where waits.stage = ? and waits.lane = asked.lane
                    and waits.state = 'READY' and waits.kind = asked.kind and waits.subject_key = asked.subject_key))
                order by place on conflict on constraint job_dedupe_uq do nothing""",
                stage,
                Sql.array(connection, "uuid", jobs, _ -> Uuid7.next()),
                Sql.texts(jobs, one -> one.job().lane()),
                Sql.texts(jobs, one -> one.job().kind()),
                Sql.texts(jobs, one -> one.job().subject().key()),
                Sql.texts(jobs, one -> one.job().dedupe()),
                priorities(connection, jobs),
                Sql.array(connection, "uuid", jobs, Asked::cause),
                Sql.array(connection, "boolean", jobs, one -> one.job().look()),
                stage);
    }

    /** Of looks at the same, the first. */
    private static List<Asked> withoutRepeatedLooks(List<Asked> asked) {
        Set<List<Object>> looks = new HashSet<>();
        return asked.stream()
                .filter(one -> !one.job().look()
                        || looks.add(List.of(
                                one.job().lane(), one.job().kind(), one.job().subject())))
                .toList();
    }

    private static Array priorities(Connection connection, List<Asked> jobs) throws SQLException {
        return Sql.array(
                connection, "smallint", jobs, asked -> (short) asked.job().priority());
    }
}
