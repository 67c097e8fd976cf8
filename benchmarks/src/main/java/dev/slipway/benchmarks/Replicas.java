package dev.slipway.benchmarks;

import dev.slipway.benchmarks.stage.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Whether a second replica of a stage does as much as the first, where the work waits for something else. */
final class Replicas implements Benchmark {
    private static final Duration WAIT = Duration.ofMillis(200);

    @Override
    public String name() {
        return "replicas";
    }

    @Override
    public List<Result> run(Bed bed, Scale scale, Consumer<String> told) throws Exception {
        List<Double> one = new ArrayList<>();
        List<Double> two = new ArrayList<>();
        int jobs = scale.jobs() / 2;
        told.accept("warming up");
        perSecond(bed, 2, jobs);
        for (int round = 1; round <= scale.rounds(); round++) {
            one.add(perSecond(bed, 1, jobs));
            two.add(perSecond(bed, 2, jobs));
            told.accept("round %d: one %.1f jobs a second, two %.1f".formatted(round, one.getLast(), two.getLast()));
        }
        return List.of(Result.ratio(
                "two replicas against one, work that waits 200 ms",
                "1/s",
                Spread.of(two),
                Spread.of(one),
                ">= 1.9 x",
                ratio -> ratio >= 1.9));
    }

    private static double perSecond(Bed bed, int replicas, int jobs) throws SQLException, InterruptedException {
        Jobs.enqueue(bed, jobs);
        CountDownLatch done = new CountDownLatch(jobs);
        long began = System.nanoTime();
        try (Cores cores = new Cores(bed)) {
            for (int i = 0; i < replicas; i++) {
                cores.start(new Waiting(WAIT, done::countDown));
            }
            done.await();
            double rate = jobs / ((System.nanoTime() - began) / 1e9);
            bed.awaitRest();
            return rate;
        }
    }
}
