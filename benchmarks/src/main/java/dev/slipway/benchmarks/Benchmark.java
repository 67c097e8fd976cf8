package dev.slipway.benchmarks;

import java.util.List;
import java.util.function.Consumer;

/** One question, answered with numbers. */
interface Benchmark {
    String name();

    /** Whether it takes so long that it runs only when somebody asks for it. */
    default boolean onlyByName() {
        return false;
    }

    /**
     * Measures on a bed of its own.
     *
     * @param told hears of the progress
     */
    List<Result> run(Bed bed, Scale scale, Consumer<String> told) throws Exception;
}
