package dev.slipway.ledger;

import java.util.List;

/** Every metric of ours, by the name that dashboards and alerts use. docs/operating.md lists the same, by test. */
enum Metric {
    LEDGER_UP(Kind.GAUGE, "slipway_ledger_up", "1 while the database answers, else 0; then the gauges below are NaN"),
    JOBS(
            Kind.GAUGE,
            "slipway_jobs",
            "Jobs that are not done: ready (the backlog), retry (failed, waits for its next attempt), paused (waits for"
                    + " a lock or a window), held (its lane waits for a dead job), running, dead",
            "stage",
            "state"),
    JOB_OLDEST(
            Kind.GAUGE,
            "slipway_job_oldest_seconds",
            "How long the ready job that has waited longest could have run; 0 without one",
            "stage"),
    TIMER_OVERDUE(
            Kind.GAUGE,
            "slipway_timer_overdue_seconds",
            "How long ago the oldest timer was due that has not become a job; 0 without one",
            "stage"),
    QUARANTINE_ROWS(
            Kind.GAUGE, "slipway_quarantine_rows", "Records that could not be read and wait for a person", "stage"),
    OUTBOX_ROWS(
            Kind.GAUGE,
            "slipway_outbox_rows",
            "Facts of the stage that wait to be sent to Kafka; of the oldest 100,000 of all stages",
            "stage"),
    OUTBOX_OLDEST(
            Kind.GAUGE,
            "slipway_outbox_oldest_seconds",
            "Age of the stage's fact that has waited longest to be sent; 0 without one",
            "stage"),
    OUTBOX_PARKED_ROWS(Kind.GAUGE, "slipway_outbox_parked_rows", "Facts of the stage that can never be sent", "stage"),
    JOB_SECONDS(
            Kind.TIMER,
            "slipway_job_seconds",
            "Runs of jobs, from claim to end: finished, nothing (was done already), obsolete, later (waits), retry,"
                    + " failed (given up, with the fact that says so), dead, returned (the service stopped), lost"
                    + " (another replica took over), unsettled (its end could not be written)",
            "stage",
            "kind",
            "outcome"),
    LEASES_LOST(
            Kind.COUNTER,
            "slipway_leases_lost_total",
            "Jobs that another replica took over, or may have: nothing was written for them",
            "stage"),
    INTAKE_BATCH_SECONDS(
            Kind.TIMER, "slipway_intake_batch_seconds", "Batches of records until they were stored", "stage", "topic"),
    INTAKE_RECORDS(Kind.COUNTER, "slipway_intake_records_total", "Records taken in", "stage", "topic"),
    INTAKE_DUPLICATES(
            Kind.COUNTER,
            "slipway_intake_duplicates_total",
            "Records taken in that said nothing new: seen before, or a request that a build answers already",
            "stage",
            "topic"),
    RELAY_SENT(Kind.COUNTER, "slipway_relay_sent_total", "Records sent to Kafka"),
    RELAY_FAILURES(Kind.COUNTER, "slipway_relay_failures_total", "Times that sending broke off and was begun again");

    /** How a metric behaves. */
    enum Kind {
        GAUGE,
        COUNTER,
        TIMER
    }

    private final Kind kind;
    private final String wireName;
    private final String help;
    private final List<String> labels;

    Metric(Kind kind, String wireName, String help, String... labels) {
        this.kind = kind;
        this.wireName = wireName;
        this.help = help;
        this.labels = List.of(labels);
    }

    Kind kind() {
        return kind;
    }

    /** As Prometheus shows it; a timer is a histogram of that name. */
    String wireName() {
        return wireName;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }

    /** As Micrometer wants it: the Prometheus registry adds unit and {@code _total} itself. */
    String meterName() {
        String name = kind == Kind.COUNTER
                ? wireName.substring(0, wireName.length() - "_total".length())
                : kind == Kind.TIMER ? wireName.substring(0, wireName.length() - "_seconds".length()) : wireName;
        return name.replace('_', '.');
    }
}
