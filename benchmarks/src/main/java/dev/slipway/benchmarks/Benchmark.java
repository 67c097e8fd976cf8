package dev.slipway.benchmarks;

import java.util.List;
import java.util.function.Consumer;

/** One question, answered with numbers. */
interface Benchmark {
    String name();

    /**
     * Measures on a bed of its own.
     *
     * @param told hears of the progress
     */
    List<Result> run(Bed bed, Scale scale, Consumer<String> told) throws Exception;
}
