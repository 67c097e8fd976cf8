package dev.slipway.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How many commits a second go all the way from request to retirement, with engines that answer at once. */
final class Lifecycles implements Benchmark {
    /**
     * Of each stage. Slots are there so that engines get no more to do than they can stand; these here stand everything, and
     * what is to be measured is the core.
     */
    private static final int SLOTS = 64;

    /** So many times the rounds that count are run before them: until then the compiler is still at work. */
    private static final int WARM_UP = 3;

    /** What the rounds of one run gave, in the order in which they came. */
    private record Rounds(
            List<Double> ours,
            List<Double> floor,
            List<Double> joined,
            List<Double> processor,
            List<Double> bareProcessor) {
        Rounds() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    @Override
    public String name() {
        return "lifecycles";
    }

    @Override
    public List<Result> run(Bed bed, Scale scale, Consumer<String> told) throws Exception {
        Rounds rounds = new Rounds();
        try (Traffic traffic = new Traffic(bed, Map.of("slipway.ledger.slots", Integer.toString(SLOTS)))) {
            BareLoop bare = new BareLoop(bed, traffic.writers());
            told.accept("warming up");
            for (int round = 0; round <= scale.rounds() * WARM_UP; round++) {
                traffic.perSecond(scale.lifecycles());
            }
            Footprint one = footprint(bed, traffic, scale);
            told.accept("a lifecycle leaves " + one);
            bare.perSecond(scale.lifecycles(), one.stepByStep());
            for (int round = 1; round <= scale.rounds(); round++) {
                rounds.joined().add(bare.perSecond(scale.lifecycles(), one));
                Duration start = bed.processor();
                rounds.floor().add(bare.perSecond(scale.lifecycles(), one.stepByStep()));
                Duration middle = bed.processor();
                rounds.ours().add(traffic.perSecond(scale.lifecycles()));
                rounds.bareProcessor().add(millis(middle.minus(start), scale));
                rounds.processor().add(millis(bed.processor().minus(middle), scale));
                told.accept("round %d: %.1f a second in %.0f ms of processor each, bare loop %.1f in %.0f ms"
                        .formatted(
                                round,
                                rounds.ours().getLast(),
                                rounds.processor().getLast(),
                                rounds.floor().getLast(),
                                rounds.bareProcessor().getLast()));
            }
        }
        List<Result> results = new ArrayList<>(results(rounds));
        results.add(asServicesCome(bed, scale, told));
        return results;
    }

    /** With few jobs at once less is written together. */
    private static Result asServicesCome(Bed bed, Scale scale, Consumer<String> told) throws Exception {
        List<Double> rates = new ArrayList<>();
        try (Traffic traffic = new Traffic(bed)) {
            for (int round = 1; round <= scale.rounds(); round++) {
                rates.add(traffic.perSecond(scale.lifecycles()));
                told.accept("round %d with the slots that services come with: %.1f a second"
                        .formatted(round, rates.getLast()));
            }
        }
        return Result.told("lifecycles with the slots that services come with", "1/s", Spread.of(rates));
    }

    private static List<Result> results(Rounds rounds) {
        return List.of(
                Result.ratio(
                        "lifecycles against a bare loop",
                        "1/s",
                        Spread.of(rounds.ours()),
                        Spread.of(rounds.floor()),
                        ">= 0.4 x",
                        ratio -> ratio >= 0.4),
                Result.told(
                        "lifecycles against a bare loop, no step apart",
                        "1/s",
                        Spread.of(rounds.ours()),
                        Spread.of(rounds.joined())),
                Result.told(
                        "processor time of a lifecycle",
                        "ms",
                        Spread.of(rounds.processor()),
                        Spread.of(rounds.bareProcessor())),
                Result.absolute("lifecycles", "1/s", Spread.of(rounds.ours()), ">= 100", rate -> rate >= 100));
    }

    private static Footprint footprint(Bed bed, Traffic traffic, Scale scale) throws Exception {
        Footprint before = Footprint.now(bed);
        traffic.perSecond(scale.lifecycles());
        // PostgreSQL's counters come a moment late
        Thread.sleep(1_500);
        return Footprint.now(bed).since(before, scale.lifecycles());
    }

    private static double millis(Duration spent, Scale scale) {
        return spent.toNanos() / 1e6 / scale.lifecycles();
    }
}
