package dev.slipway.benchmarks;

import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * What came of one measurement.
 *
 * @param floor the raw parts in the same run; null where there is nothing to compare with
 * @param goal in words; empty where none was set
 * @param holds whether the goal was reached; null without a goal
 */
record Result(
        String name,
        String unit,
        Spread ours,
        @Nullable Spread floor,
        String goal,
        @Nullable Boolean holds) {
    /** Compared with the raw parts by the medians. */
    static Result ratio(String name, String unit, Spread ours, Spread floor, String goal, DoublePredicate reached) {
        return new Result(name, unit, ours, floor, goal, reached.test(ours.median() / floor.median()));
    }

    /** Measured by its median against a number. */
    static Result absolute(String name, String unit, Spread ours, String goal, DoublePredicate reached) {
        return new Result(name, unit, ours, null, goal, reached.test(ours.median()));
    }

    static Result told(String name, String unit, Spread ours, Spread floor) {
        return new Result(name, unit, ours, floor, "", null);
    }

    static Result told(String name, String unit, Spread ours) {
        return new Result(name, unit, ours, null, "", null);
    }

    @Nullable
    Double ratio() {
        return floor == null ? null : ours.median() / floor.median();
    }
}
