package dev.slipway.benchmarks;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param rounds of the core and of the raw parts, in turns, after one of each to warm up
 * @param lifecycles in a round
 * @param hops in a round
 * @param jobs in a round
 * @param backlog of open jobs that must not matter
 * @param digests in a ledger that has become old
 * @param reads of each kind from it
 * @param idle how long a service has nothing to do until its memory is read
 * @param slots of time, with a sample at the end of each, under steady load
 * @param slot how long one of them lasts
 * @param pace lifecycles a second under steady load
 */
record Scale(
        int rounds,
        int lifecycles,
        int hops,
        int jobs,
        int backlog,
        int digests,
        int reads,
        Duration idle,
        int slots,
        Duration slot,
        int pace) {
    static final Scale FULL =
            new Scale(3, 1_000, 40, 400, 10_000, 100_000, 300, Duration.ofSeconds(10), 20, Duration.ofMinutes(1), 4);
    /** Proves that it works; its numbers say nothing. */
    static final Scale TINY = new Scale(1, 4, 3, 8, 40, 40, 5, Duration.ofMillis(100), 3, Duration.ofMillis(300), 10);
}
