package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lanes and jobs as rows. Whoever changes a lane's jobs holds the lane's row: so what {@code next_at} says is never
 * older than the jobs are.
 */
final class JobQueue {
    /** Of a lane, from those of its jobs that wait: when it is to be looked at next, and how urgently. */
    static final String NEXT = """
            next_at = coalesce((select run_at from job where job.stage = lane.stage and job.lane = lane.name
                and job.state = 'READY' order by job.priority desc, job.ord limit 1), 'infinity'),
            priority = coalesce((select max(job.priority) from job where job.stage = lane.stage and job.lane = lane.name
                and job.state = 'READY'), 0)""";

    private static final String DONE = """
            with ended as (
                update job set state = 'DONE', finished_at = clock_timestamp(), note = ended.note
                from unnest(?::uuid[], ?::text[]) as ended(id, note) where job.id = ended.id)
            update lane set running_job = null, lease_until = null, %s where stage = ? and name = any(?)
            returning next_at < 'infinity' as more""".formatted(NEXT);

    /** In the words of the index, by a time that stands still on the way: lanes that are not due cost nothing. */
    static final String READY_LANES = """
            select name from lane where stage = ? and running_job is null and held_by is null and next_at < 'infinity'
            and priority >= ? and next_at <= statement_timestamp() order by priority desc, next_at limit ? for update skip locked""";

    private static final int ROUTINE = 0;

    private JobQueue() {}

    /**
     * A claimed job with the token of its lease.
     *
     * @param urgent whether it went before the routine ones
     * @param stop who wanted it to stop before it was claimed
     * @param chain what its subject belongs to; null while the subject has no entry
     */
    record Lease(
            Job job,
            long fence,
            boolean urgent,
            @Nullable UUID cause,
            @Nullable String stop,
            @Nullable UUID chain) {
        List<UUID> causes() {
            return cause == null ? List.of() : List.of(cause);
        }
    }

    /** Another replica holds the lane: nothing may be written for this lease any more. */
    static final class Fenced extends NotWritten {
        Fenced(Lease lease) {
            super("job %s of lane %s was taken over"
                    .formatted(lease.job().id(), lease.job().lane()));
        }
    }

    /** Takes up to {@code limit} lanes that are ready. */
    static List<Lease> claim(Connection connection, String stage, int limit, Duration lease) throws SQLException {
        return claimReady(connection, stage, limit, ROUTINE, lease);
    }

    /** Takes one lane, if it is urgent. */
    static List<Lease> claimUrgent(Connection connection, String stage, Duration lease) throws SQLException {
        return claimReady(connection, stage, 1, NewJob.URGENT, lease);
    }

    /** The jobs are chosen by a second statement, so that it sees what was committed before the lanes were locked. */
    private static List<Lease> claimReady(Connection connection, String stage, int limit, int priority, Duration lease)
            throws SQLException {
        List<String> lanes = Sql.list(connection, row -> row.getString("name"), READY_LANES, stage, priority, limit);
        if (lanes.isEmpty()) {
            return List.of();
        }
        List<Lease> taken = take(connection, """
                select oldest.* from unnest(?::text[]) as wanted(lane), lateral (
                    select id, stage, lane, run_at from job where stage = ? and lane = wanted.lane and state = 'READY'
                    order by priority desc, ord limit 1) oldest where run_at <= clock_timestamp()""", lease, lanes.toArray(String[]::new), stage);
        Map<String, Lease> byLane = new HashMap<>();
        taken.forEach(one -> byLane.put(one.job().lane(), one));
        for (String lane : lanes) {
            if (!byLane.containsKey(lane)) {
                settle(connection, stage, lane);
            }
        }
        return lanes.stream().map(byLane::get).filter(Objects::nonNull).toList();
    }

    /** Takes up to {@code limit} lanes whose worker stopped beating, the longest lost first. */
    static List<Lease> claimExpired(Connection connection, String stage, int limit, Duration lease)
            throws SQLException {
        List<UUID> expired = Sql.list(connection, row -> row.getObject("running_job", UUID.class), """
                select running_job from lane where stage = ? and running_job is not null and lease_until < statement_timestamp()
                order by lease_until limit ? for update skip locked""", stage, limit);
        if (expired.isEmpty()) {
            return List.of();
        }
        return take(
                        connection,
                        "select id, stage, lane from job where id = any(?)",
                        lease,
                        connection.createArrayOf("uuid", expired.toArray()))
                .stream()
                .sorted(Comparator.comparingInt(one -> expired.indexOf(one.job().id())))
                .toList();
    }

    /** Takes the jobs that {@code chosen} selects; the caller holds their lanes. */
    private static List<Lease> take(Connection connection, String chosen, Duration lease, Object... arguments)
            throws SQLException {
        return Sql.list(
                connection,
                row -> new Lease(
                        job(row),
                        row.getLong("fence"),
                        row.getInt("priority") >= NewJob.URGENT,
                        row.getObject("cause", UUID.class),
                        row.getString("stop"),
                        row.getObject("chain", UUID.class)),
                """
                with chosen as materialized (%s), taken as (
                    update lane set running_job = chosen.id, fence = fence + 1,
                        lease_until = clock_timestamp() + ? * interval '1 millisecond'
                    from chosen where lane.stage = chosen.stage and lane.name = chosen.lane
                    returning chosen.id as job_id, fence
                )
                update job set state = 'RUNNING', attempt = attempt + 1 from taken where job.id = taken.job_id
                returning job.*, taken.fence, %s as stop, (select chain_id from subject where key = job.subject_key) as chain""".formatted(chosen, StopRequests.OF_JOB),
                Stream.concat(Stream.of(arguments), Stream.of(lease.toMillis())).toArray());
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

    /**
     * Extends the lease; false when it is no longer ours. In this form of the comparison only the lane's key leads to it: by the
     * index of running lanes PostgreSQL would pass all that ran in the stage since its last vacuum.
     */
    static boolean beat(Connection connection, Lease lease, Duration duration) throws SQLException {
        return Sql.update(
                        connection,
                        "update lane set lease_until = clock_timestamp() + ? * interval '1 millisecond'"
                                + " where stage = ? and name = ? and running_job is not distinct from ? and fence = ?",
                        duration.toMillis(),
                        lease.job().stage(),
                        lease.job().lane(),
                        lease.job().id(),
                        lease.fence())
                == 1;
    }

    /** Locks the lane for the rest of the transaction, if it is still ours. */
    static void hold(Connection connection, Lease lease) throws SQLException, Fenced {
        if (hold(connection, lease.job().stage(), List.of(lease)).isEmpty()) {
            throw new Fenced(lease);
        }
    }

    /**
     * Locks the lanes that are still held by these leases, each found by its key, in order of their names: a join could come
     * to walk all lanes for that order. Gives back their jobs with the fence that holds: two leases may be of the same job,
     * one from before it was taken over.
     */
    static Map<UUID, Long> hold(Connection connection, String stage, List<Lease> leases) throws SQLException {
        Map<UUID, Long> held = new HashMap<>();
        Sql.list(
                connection,
                row -> held.put(row.getObject("running_job", UUID.class), row.getLong("fence")),
                """
                select held.* from (
                    select * from unnest(?::text[], ?::uuid[], ?::bigint[]) as one(lane, job, fence) order by lane collate "C") lease,
                lateral (select running_job, fence from lane where stage = ? and name = lease.lane
                    and running_job is not distinct from lease.job and fence = lease.fence for update) held""",
                leases.stream().map(lease -> lease.job().lane()).toArray(String[]::new),
                connection.createArrayOf(
                        "uuid", leases.stream().map(lease -> lease.job().id()).toArray()),
                leases.stream().map(Lease::fence).toArray(Long[]::new),
                stage);
        return held;
    }

    /** Ends jobs with the note of each. The caller holds their lanes, since a statement before: so it sees what came into them. */
    static void done(Connection connection, String stage, List<Writing> ended) throws SQLException {
        if (ended.isEmpty()) {
            return;
        }
        List<Boolean> more = Sql.list(
                connection,
                row -> row.getBoolean("more"),
                DONE,
                connection.createArrayOf(
                        "uuid",
                        ended.stream().map(one -> one.lease().job().id()).toArray()),
                ended.stream().map(Writing::note).toArray(String[]::new),
                stage,
                ended.stream().map(one -> one.lease().job().lane()).toArray(String[]::new));
        if (more.contains(true)) {
            Database.leaves(Database.Left.JOBS);
        }
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
