package dev.slipway.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** How much work waits, runs and is stuck, as the database says at one moment. What it does not say is 0. */
final class WorkFigures {
    /** Which states of jobs are told apart. */
    static final List<String> STATES = List.of("ready", "retry", "paused", "held", "running", "dead");

    /** Longer than it ever takes; shorter than a scrape waits. */
    private static final String LIMIT = "set local statement_timeout = '3s'";

    /** The stage of a row that none of our services wrote. */
    static final String NO_STAGE = "none";

    /**
     * Reads open and dead jobs only, through the indexes that cover nothing else, and the beginning of the outbox, where the oldest
     * are: while no broker answers for long, counting all of it would take longer than there is.
     */
    static final String QUERY = """
            with dead as (
                select stage, lane from job where state = 'DEAD' and stage = any(?)
            ), unsent as (
                select coalesce(stage, 'none') as stage, parked is null as waits, count(*)::float8 as rows,
                    extract(epoch from clock_timestamp() - min(created_at)) as oldest
                from (select stage, parked, created_at from outbox order by id limit 100000) as first group by 1, 2
            ), open as (
                select stage, run_at, case
                    when state = 'RUNNING' then 'running'
                    when exists (select 1 from dead where dead.stage = job.stage and dead.lane = job.lane) then 'held'
                    when run_at <= clock_timestamp() then 'ready'
                    when attempt > 0 then 'retry'
                    else 'paused' end as state
                from job where state in ('READY', 'RUNNING') and stage = any(?)
            )
            select 'slipway_jobs' as name, stage, state, count(*)::float8 as value from open group by stage, state
            union all
            select 'slipway_jobs', stage, 'dead', count(*) from dead group by stage
            union all
            select 'slipway_job_oldest_seconds', stage, '', extract(epoch from clock_timestamp() - min(run_at))
                from open where state = 'ready' group by stage
            union all
            select 'slipway_timer_overdue_seconds', stage, '', extract(epoch from clock_timestamp() - min(due))
                from timer where due <= clock_timestamp() and stage = any(?) group by stage
            union all
            select 'slipway_quarantine_rows', stage, '', count(*)
                from quarantine where state = 'OPEN' and stage = any(?) group by stage
            union all
            select case when waits then 'slipway_outbox_rows' else 'slipway_outbox_parked_rows' end, stage, '', rows from unsent
            union all
            select 'slipway_outbox_oldest_seconds', stage, '', oldest from unsent where waits""";

    private record Key(String name, String stage, String state) {}

    private final Map<Key, Double> values = new HashMap<>();

    private WorkFigures() {}

    static WorkFigures read(Connection connection, List<String> stages) throws SQLException {
        Sql.update(connection, LIMIT);
        WorkFigures figures = new WorkFigures();
        String[] all = stages.toArray(String[]::new);
        Sql.list(
                connection,
                row -> figures.values.put(
                        new Key(row.getString("name"), row.getString("stage"), row.getString("state")),
                        row.getDouble("value")),
                QUERY,
                all,
                all,
                all,
                all);
        return figures;
    }

    double value(Metric metric, String stage) {
        return value(metric, stage, "");
    }

    /** Of all stages together. */
    double sum(Metric metric) {
        return all(metric).sum();
    }

    /** Of the stage that has most of it. */
    double max(Metric metric) {
        return all(metric).max().orElse(0);
    }

    private DoubleStream all(Metric metric) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(metric.wireName()))
                .mapToDouble(Map.Entry::getValue);
    }

    double value(Metric metric, String stage, String state) {
        return values.getOrDefault(new Key(metric.wireName(), stage, state), 0.0);
    }
}
