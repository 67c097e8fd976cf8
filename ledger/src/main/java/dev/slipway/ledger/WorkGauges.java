package dev.slipway.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Gauges of what the watch saw last: a scrape never waits for the database and never fails. */
@ApplicationScoped
class WorkGauges {
    private final LedgerWatch watch;
    private final MeterRegistry registry;

    WorkGauges(LedgerWatch watch, MeterRegistry registry) {
        this.watch = watch;
        this.registry = registry;
    }

    void bind(@Observes StartupEvent event) {
        bind();
    }

    void bind() {
        gauge(Metric.LEDGER_UP, seen -> seen.problem() == null ? 1 : 0);
        for (String writer : watch.writers()) {
            for (Metric metric : List.of(Metric.OUTBOX_ROWS, Metric.OUTBOX_OLDEST, Metric.OUTBOX_PARKED_ROWS)) {
                figure(metric, figures -> figures.value(metric, writer), "stage", writer);
            }
        }
        for (String stage : watch.stages()) {
            for (Metric metric : List.of(Metric.JOB_OLDEST, Metric.TIMER_OVERDUE, Metric.QUARANTINE_ROWS)) {
                figure(metric, figures -> figures.value(metric, stage), "stage", stage);
            }
            for (String state : WorkFigures.STATES) {
                figure(
                        Metric.JOBS,
                        figures -> figures.value(Metric.JOBS, stage, state),
                        "stage",
                        stage,
                        "state",
                        state);
            }
        }
    }

    private void figure(Metric metric, ToDoubleFunction<WorkFigures> value, String... tags) {
        gauge(
                metric,
                seen -> {
                    WorkFigures figures = seen.latest();
                    return figures == null ? Double.NaN : value.applyAsDouble(figures);
                },
                tags);
    }

    private void gauge(Metric metric, ToDoubleFunction<LedgerWatch> value, String... tags) {
        Gauge.builder(metric.meterName(), watch, value)
                .description(metric.help())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }
}
