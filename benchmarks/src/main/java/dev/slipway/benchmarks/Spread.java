package dev.slipway.benchmarks;

import java.util.Collection;
import java.util.List;

/** Median, smallest and largest of what was measured. */
record Spread(double median, double min, double max) {
    static Spread of(Collection<Double> values) {
        return new Spread(at(values, 0.5), at(values, 0), at(values, 1));
    }

    /** The value below which this part of all values lies. */
    static double at(Collection<Double> values, double part) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(part * sorted.size())));
    }
}
