package dev.slipway.ledger;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** What this process counts from here on, as a scrape would find it. */
final class Counted implements AutoCloseable {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    Counted() {
        Metrics.addRegistry(registry);
    }

    double of(Metric metric, String... tags) {
        return registry.get(metric.meterName()).tags(tags).counter().count();
    }

    @Override
    public void close() {
        Metrics.removeRegistry(registry);
        registry.close();
    }
}
