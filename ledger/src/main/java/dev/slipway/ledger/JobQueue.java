package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
     * @param stop who wanted it to stop before it was claimed
     * @param chain what its subject belongs to; null while the subject has no entry
     */
    record Lease(
            Job job,
            long fence,
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
        return take(connection, ready(connection, stage, limit, ROUTINE), lease);
    }

    /** Takes up to {@code limit} lanes whose worker stopped beating. */
    static List<Lease> claimExpired(Connection connection, String stage, int limit, Duration lease)
            throws SQLException {
        List<UUID> expired = Sql.list(connection, row -> row.getObject("running_job", UUID.class), """
                select running_job from lane where stage = ? and running_job is not null and lease_until < statement_timestamp()
                order by lease_until limit ? for update skip locked""", stage, limit);
        return take(connection, expired, lease);
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
                    select oldest.* from unnest(?::text[]) as wanted(lane), lateral (
                        select lane, id, run_at <= clock_timestamp() as due from job
                        where stage = ? and lane = wanted.lane and state = 'READY' order by priority desc, ord limit 1) oldest""",
                    lanes.toArray(String[]::new),
                    stage);
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
     * Locks the lanes that are still held by these leases, each found by its key, in order of their names, and gives back
     * their jobs with the fence that holds: two leases may be of the same job, one from before it was taken over.
     */
    static Map<UUID, Long> hold(Connection connection, String stage, List<Lease> leases) throws SQLException {
        Map<UUID, Long> held = new HashMap<>();
        Sql.list(
                connection,
                row -> held.put(row.getObject("running_job", UUID.class), row.getLong("fence")),
                """
                select lane.running_job, lane.fence from unnest(?::text[], ?::uuid[], ?::bigint[]) as lease(lane, job, fence)
                join lane on lane.stage = ? and lane.name = lease.lane
                where lane.running_job is not distinct from lease.job and lane.fence = lease.fence order by lane.name collate "C" for update of lane""",
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
