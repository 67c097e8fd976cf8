package dev.slipway.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What this process has done, counted from its start. */
final class StageMeters {
    /** From what a database answers in to what a build may last. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1)
    };

    private final String stage;

    StageMeters(String stage) {
        this.stage = stage;
    }

    void jobEnded(String kind, JobEnd end, Duration took) {
        timer(Metric.JOB_SECONDS, "stage", stage, "kind", kind, "outcome", end.wireName())
                .record(took);
        if (end == JobEnd.LOST) {
            count(Metric.LEASES_LOST, 1, "stage", stage);
        }
    }

    void came(String topic, int records) {
        count(Metric.INTAKE_RECORDS, records, "stage", stage, "topic", topic);
    }

    void tookIn(String topic, int known, Duration took) {
        timer(Metric.INTAKE_BATCH_SECONDS, "stage", stage, "topic", topic).record(took);
        count(Metric.INTAKE_DUPLICATES, known, "stage", stage, "topic", topic);
    }

    static void sent(int records) {
        count(Metric.RELAY_SENT, records);
    }

    static void sendingFailed() {
        count(Metric.RELAY_FAILURES, 1);
    }

    private static Timer timer(Metric metric, String... tags) {
        return Timer.builder(metric.meterName())
                .description(metric.help())
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(Metrics.globalRegistry);
    }

    private static void count(Metric metric, int by, String... tags) {
        Counter.builder(metric.meterName())
                .description(metric.help())
                .tags(tags)
                .register(Metrics.globalRegistry)
                .increment(by);
    }
}
