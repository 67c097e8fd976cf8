package dev.slipway.deployer.target;

import java.time.Duration;
import java.util.List;

/**
 * How a new set gets the traffic, and how it is judged meanwhile.
 *
 * @param canary its share of the traffic in percent, step by step; rising, and 100 at the end
 * @param step how long each share below 100 is watched
 * @param bake how long it is watched with all traffic before it counts as good
 * @param drain how long requests under way on the old set may take
 * @param start from the start of its container to readiness
 * @param deadline for all of it, from the moment it may begin
 * @param errorPercent more failed requests than this are too many
 * @param minRequests fewer requests than this say nothing
 */
public record Strategy(
        List<Integer> canary,
        Duration step,
        Duration bake,
        Duration drain,
        Duration start,
        Duration deadline,
        int errorPercent,
        int minRequests) {
    /** What holds where nothing is said: blue/green. */
    public static final Strategy STANDARD = new Strategy(
            List.of(100),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(30),
            5,
            20);

    private static final int ALL = 100;

    public Strategy {
        canary = List.copyOf(canary);
        if (!rising(canary)) {
            throw new IllegalArgumentException(
                    "canary is %s (expected rising percentages that end with 100)".formatted(canary));
        }
    }

    static boolean rising(List<Integer> shares) {
        int before = 0;
        for (int share : shares) {
            if (share <= before || share > ALL) {
                return false;
            }
            before = share;
        }
        return before == ALL;
    }

    /** All traffic at once and a short watch, for the way back to what was good before. */
    public Strategy shortened() {
        Duration watch = bake.compareTo(STANDARD.bake()) < 0 ? bake : STANDARD.bake();
        return new Strategy(List.of(ALL), step, watch, drain, start, deadline, errorPercent, minRequests);
    }
}
