package dev.slipway.benchmarks;

import dev.slipway.benchmarks.stage.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Whether a stage gets slower by what waits: the time of a job with ten open jobs, and with thousands. */
final class OpenJobs implements Benchmark {
    private static final int FEW = 10;

    @Override
    public String name() {
        return "open-jobs";
    }

    @Override
    public List<Result> run(Bed bed, Scale scale, Consumer<String> told) throws Exception {
        List<Double> few = new ArrayList<>();
        List<Double> many = new ArrayList<>();
        told.accept("warming up");
        millis(bed, scale.jobs());
        for (int round = 1; round <= scale.rounds(); round++) {
            few.add(millis(bed, scale.jobs()));
            Jobs.enqueue(bed, scale.backlog());
            many.add(millis(bed, scale.jobs()));
            Jobs.drop(bed);
            told.accept("round %d: %.2f ms a job with %d open, %.2f ms with %d"
                    .formatted(round, few.getLast(), FEW, many.getLast(), scale.backlog()));
        }
        return List.of(Result.ratio(
                "time of a job, %d open jobs against %d".formatted(scale.backlog(), FEW),
                "ms",
                Spread.of(many),
                Spread.of(few),
                "<= 1.2 x",
                ratio -> ratio <= 1.2));
    }

    /** Each job that ends is replaced by a new one, so that as many stay open. */
    private static double millis(Bed bed, int jobs) throws SQLException, InterruptedException {
        Jobs.enqueue(bed, FEW);
        CountDownLatch done = new CountDownLatch(jobs);
        long began = System.nanoTime();
        try (Cores cores = new Cores(bed)) {
            cores.start(new Waiting(Duration.ZERO, () -> {
                if (done.getCount() > FEW) {
                    Jobs.enqueue(bed, 1);
                }
                done.countDown();
            }));
            done.await();
            return (System.nanoTime() - began) / 1e6 / jobs;
        }
    }
}
