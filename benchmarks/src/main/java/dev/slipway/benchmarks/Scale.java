package dev.slipway.benchmarks;

/**
 * How much is measured.
 *
 * @param rounds of the core and of the raw parts, in turns, after one of each to warm up
 * @param lifecycles in a round
 * @param hops in a round
 * @param jobs in a round
 * @param backlog of open jobs that must not matter
 */
record Scale(int rounds, int lifecycles, int hops, int jobs, int backlog) {
    static final Scale FULL = new Scale(3, 300, 40, 400, 10_000);
    /** Proves that it works; its numbers say nothing. */
    static final Scale TINY = new Scale(1, 4, 3, 8, 40);
}
