package dev.slipway.benchmarks;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** How many commits a second go all the way from request to retirement, with engines that answer at once. */
final class Lifecycles implements Benchmark {
    private static final int APPS = 100;
    private static final int STAGES = 4;

    @Override
    public String name() {
        return "lifecycles";
    }

    @Override
    public List<Result> run(Bed bed, Scale scale, Consumer<String> told) throws Exception {
        Semaphore done = new Semaphore(0);
        List<Double> ours = new ArrayList<>();
        List<Double> floor = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        List<Double> bareProcessor = new ArrayList<>();
        try (Cores cores = new Cores(bed);
                Requests requests = new Requests(bed.bootstrapServers())) {
            cores.startBuilder(_ -> {});
            cores.startScanner(_ -> {});
            cores.startPromoter();
            cores.startDeployer(_ -> done.release());
            BareLoop bare = new BareLoop(bed, STAGES * Cores.SLOTS);
            told.accept("warming up");
            for (int round = 0; round <= scale.rounds(); round++) {
                perSecond(bed, requests, done, scale.lifecycles());
            }
            Footprint before = Footprint.now(bed);
            perSecond(bed, requests, done, scale.lifecycles());
            settle();
            Footprint one = Footprint.now(bed).since(before, scale.lifecycles());
            told.accept("a lifecycle leaves " + one);
            bare.perSecond(scale.lifecycles(), one);
            for (int round = 1; round <= scale.rounds(); round++) {
                Duration start = bed.processor();
                floor.add(bare.perSecond(scale.lifecycles(), one));
                Duration middle = bed.processor();
                ours.add(perSecond(bed, requests, done, scale.lifecycles()));
                bareProcessor.add(millis(middle.minus(start), scale));
                processor.add(millis(bed.processor().minus(middle), scale));
                told.accept("round %d: %.1f a second in %.0f ms of processor each, bare loop %.1f in %.0f ms"
                        .formatted(
                                round, ours.getLast(), processor.getLast(), floor.getLast(), bareProcessor.getLast()));
            }
        }
        return List.of(
                Result.ratio(
                        "lifecycles against a bare loop",
                        "1/s",
                        Spread.of(ours),
                        Spread.of(floor),
                        ">= 0.4 x",
                        ratio -> ratio >= 0.4),
                Result.told("processor time of a lifecycle", "ms", Spread.of(processor), Spread.of(bareProcessor)),
                Result.absolute("lifecycles", "1/s", Spread.of(ours), ">= 100", rate -> rate >= 100));
    }

    private static double perSecond(Bed bed, Requests requests, Semaphore done, int count)
            throws InterruptedException, SQLException {
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            requests.send(APPS);
        }
        if (!done.tryAcquire(count, 5, TimeUnit.MINUTES)) {
            throw new IllegalStateException(
                    "%d of %d lifecycles came to their end within 5 minutes".formatted(done.availablePermits(), count));
        }
        double rate = count / ((System.nanoTime() - began) / 1e9);
        bed.awaitRest();
        return rate;
    }

    private static double millis(Duration spent, Scale scale) {
        return spent.toNanos() / 1e6 / scale.lifecycles();
    }

    /** PostgreSQL's counters come a moment late. */
    private static void settle() throws InterruptedException {
        Thread.sleep(1_500);
    }
}
