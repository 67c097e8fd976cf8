package dev.slipway.ledger;

import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Uuid7;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lanes and jobs as rows. Whoever changes a lane's jobs holds the lane's row: so what {@code next_at} says is never
 * older than the jobs are.
 */
final class JobQueue {
    /** Of a lane, from those of its jobs that wait: when it is to be looked at next, and how urgently. */
    private static final String NEXT = """
            next_at = coalesce((select run_at from job where job.stage = lane.stage and job.lane = lane.name
                and job.state = 'READY' order by job.priority desc, job.ord limit 1), 'infinity'),
            priority = coalesce((select max(job.priority) from job where job.stage = lane.stage and job.lane = lane.name
                and job.state = 'READY'), 0)""";

    /** In the words of the index, by a time that stands still on the way: lanes that are not due cost nothing. */
    static final String READY_LANES = """
            select name from lane where stage = ? and running_job is null and held_by is null and next_at < 'infinity'
            and priority >= ? and next_at <= statement_timestamp() order by priority desc, next_at limit ? for update skip locked""";

    private static final int ROUTINE = 0;

    private JobQueue() {}

    /** A job, and the event that asked for it. */
    record Asked(NewJob job, @Nullable UUID cause) {}

    /**
     * A claimed job with the token of its lease.
     *
     * @param stop who wanted it to stop before it was claimed
     * @param chain what its subject belongs to; null while the subject has no entry
     */
    record Lease(
            Job job,
            long fence,
            @Nullable UUID cause,
            @Nullable String stop,
            @Nullable UUID chain) {}

    /** Another replica holds the lane: nothing may be written for this lease any more. */
    static final class Fenced extends NotWritten {
        Fenced(Lease lease) {
            super("job %s of lane %s was taken over"
                    .formatted(lease.job().id(), lease.job().lane()));
        }
    }

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
        Sql.update(connection, "update lane set %s where %s".formatted(NEXT, lanes), (Object) subjects);
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
                texts(jobs, NewJob::lane),
                priorities(connection, jobs),
                texts(jobs, job -> job.subject().key()));
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
                connection.createArrayOf(
                        "uuid", jobs.stream().map(_ -> Uuid7.next()).toArray()),
                texts(jobs, NewJob::lane),
                texts(jobs, NewJob::kind),
                texts(jobs, job -> job.subject().key()),
                texts(jobs, NewJob::dedupe),
                priorities(connection, jobs),
                connection.createArrayOf("uuid", jobs.stream().map(Asked::cause).toArray()),
                connection.createArrayOf(
                        "boolean", jobs.stream().map(one -> one.job().look()).toArray()),
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

    private static String[] texts(List<Asked> jobs, Function<NewJob, String> part) {
        return jobs.stream().map(asked -> part.apply(asked.job())).toArray(String[]::new);
    }

    private static Array priorities(Connection connection, List<Asked> jobs) throws SQLException {
        return connection.createArrayOf(
                "smallint",
                jobs.stream().map(asked -> (short) asked.job().priority()).toArray());
    }

    /** Takes up to {@code limit} lanes: first those whose worker stopped beating, then those that are ready. */
    static List<Lease> claim(Connection connection, String stage, int limit, Duration lease) throws SQLException {
        List<UUID> claimed = new ArrayList<>(
                Sql.list(connection, row -> row.getObject("running_job", UUID.class), """
                select running_job from lane where stage = ? and running_job is not null and lease_until < statement_timestamp()
                order by lease_until limit ? for update skip locked""", stage, limit));
        claimed.addAll(ready(connection, stage, limit - claimed.size(), ROUTINE));
        return take(connection, claimed, lease);
    }

    /** Takes one lane, if it is urgent. */
    static List<Lease> claimUrgent(Connection connection, String stage, Duration lease) throws SQLException {
        return take(connection, ready(connection, stage, 1, NewJob.URGENT), lease);
    }

    /** The jobs of lanes that are ready and at least that urgent; the caller takes them. */
    private static List<UUID> ready(Connection connection, String stage, int limit, int priority) throws SQLException {
        List<String> lanes = Sql.list(connection, row -> row.getString("name"), READY_LANES, stage, priority, limit);
        List<UUID> jobs = new ArrayList<>();
        Map<String, Oldest> oldest = oldest(connection, stage, lanes);
        for (String lane : lanes) {
            Oldest job = oldest.get(lane);
            if (job == null || !job.due()) {
                settle(connection, stage, lane);
            } else {
                jobs.add(job.id());
            }
        }
        return jobs;
    }

    private record Oldest(UUID id, boolean due) {}

    /** A second statement, so that it sees what was committed before the lanes were locked. */
    private static Map<String, Oldest> oldest(Connection connection, String stage, List<String> lanes)
            throws SQLException {
        Map<String, Oldest> oldest = new HashMap<>();
        if (!lanes.isEmpty()) {
            Sql.list(
                    connection,
                    row -> oldest.put(
                            row.getString("lane"), new Oldest(row.getObject("id", UUID.class), row.getBoolean("due"))),
                    """
                    select distinct on (lane) lane, id, run_at <= clock_timestamp() as due from job
                    where stage = ? and lane = any(?) and state = 'READY' order by lane, priority desc, ord""",
                    stage,
                    lanes.toArray(String[]::new));
        }
        return oldest;
    }

    /** In the order asked for; the caller holds the lanes. */
    private static List<Lease> take(Connection connection, List<UUID> jobs, Duration lease) throws SQLException {
        if (jobs.isEmpty()) {
            return List.of();
        }
        return Sql.list(
                        connection,
                        row -> new Lease(
                                job(row),
                                row.getLong("fence"),
                                row.getObject("cause", UUID.class),
                                row.getString("stop"),
                                row.getObject("chain", UUID.class)),
                        """
                        with taken as (
                            update lane set running_job = job.id, fence = fence + 1,
                                lease_until = clock_timestamp() + ? * interval '1 millisecond'
                            from job where job.id = any(?) and lane.stage = job.stage and lane.name = job.lane
                            returning job.id as job_id, fence
                        )
                        update job set state = 'RUNNING', attempt = attempt + 1 from taken where job.id = taken.job_id
                        returning job.*, taken.fence, %s as stop, (select chain_id from subject where key = job.subject_key) as chain""".formatted(StopRequests.OF_JOB),
                        lease.toMillis(),
                        connection.createArrayOf("uuid", jobs.toArray()))
                .stream()
                .sorted(Comparator.comparingInt(one -> jobs.indexOf(one.job().id())))
                .toList();
    }

    static Job job(ResultSet row) throws SQLException {
        return new Job(
                row.getObject("id", UUID.class),
                row.getString("stage"),
                row.getString("lane"),
                row.getString("kind"),
                Subject.parse(row.getString("subject_key")),
                row.getString("dedupe"),
                row.getInt("attempt"),
                Sql.instant(row, "created_at"));
    }

    /** Extends the lease; false when it is no longer ours. */
    static boolean beat(Connection connection, Lease lease, Duration duration) throws SQLException {
        return Sql.update(
                        connection,
                        "update lane set lease_until = clock_timestamp() + ? * interval '1 millisecond'"
                                + " where stage = ? and name = ? and running_job = ? and fence = ?",
                        duration.toMillis(),
                        lease.job().stage(),
                        lease.job().lane(),
                        lease.job().id(),
                        lease.fence())
                == 1;
    }

    /** Locks the lane for the rest of the transaction, if it is still ours. */
    static void hold(Connection connection, Lease lease) throws SQLException, Fenced {
        if (Sql.first(
                        connection,
                        row -> row.getLong("fence"),
                        "select fence from lane where stage = ? and name = ? and running_job = ? and fence = ? for update",
                        lease.job().stage(),
                        lease.job().lane(),
                        lease.job().id(),
                        lease.fence())
                .isEmpty()) {
            throw new Fenced(lease);
        }
    }

    static void done(Connection connection, Lease lease, @Nullable String note) throws SQLException, Fenced {
        hold(connection, lease);
        Sql.update(
                connection,
                """
                with done as (update job set state = 'DONE', finished_at = clock_timestamp(), note = ? where id = ?)
                update lane set running_job = null, lease_until = null, %s where stage = ? and name = ?""".formatted(NEXT),
                note,
                lease.job().id(),
                lease.job().stage(),
                lease.job().lane());
    }

    /** Puts the job back for later; {@code attempts} is what its counter becomes. */
    static void again(Connection connection, Lease lease, Duration pause, int attempts, String note)
            throws SQLException, Fenced {
        hold(connection, lease);
        Sql.update(
                connection,
                "update job set state = 'READY', attempt = ?, run_at = clock_timestamp() + ? * interval '1 millisecond',"
                        + " note = ? where id = ?",
                attempts,
                pause.toMillis(),
                note,
                lease.job().id());
        release(connection, lease);
    }

    static void dead(Connection connection, Lease lease, String why) throws SQLException, Fenced {
        hold(connection, lease);
        Sql.update(
                connection,
                "update job set state = 'DEAD', finished_at = clock_timestamp(), note = ? where id = ?",
                why,
                lease.job().id());
        release(connection, lease);
        Sql.update(
                connection,
                "update lane set held_by = ? where stage = ? and name = ?",
                lease.job().id(),
                lease.job().stage(),
                lease.job().lane());
    }

    private static void release(Connection connection, Lease lease) throws SQLException {
        Sql.update(
                connection,
                "update lane set running_job = null, lease_until = null where stage = ? and name = ?",
                lease.job().stage(),
                lease.job().lane());
        settle(connection, lease.job().stage(), lease.job().lane());
    }

    /** Sets when the lane is to be looked at next, from its open jobs. The caller holds the lane's row. */
    static void settle(Connection connection, String stage, String lane) throws SQLException {
        Sql.update(connection, "update lane set %s where stage = ? and name = ?".formatted(NEXT), stage, lane);
    }

    /** What waits in a lane, in the order in which it came. */
    static List<Subject> waiting(Connection connection, String stage, String lane, String kind) throws SQLException {
        return Sql.list(
                connection,
                row -> Subject.parse(row.getString("subject_key")),
                "select subject_key from job where stage = ? and lane = ? and kind = ? and state = 'READY' order by ord",
                stage,
                lane,
                kind);
    }

    /** Removes what is left of jobs that came and went without a trace in the ledger. */
    static int forget(Connection connection, String stage, String lane, String kind) throws SQLException {
        return Sql.update(
                connection,
                "delete from job where stage = ? and lane = ? and kind = ? and state = 'DONE'",
                stage,
                lane,
                kind);
    }
}
