package dev.slipway.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Lifecycles at a pace that leaves room, for a long time: what grows that should not? */
final class Steady implements Benchmark {
    /** Their rows come and go, so that their files must not grow for ever; all other tables keep what they are told. */
    private static final String COMING_AND_GOING = "'outbox', 'timer', 'stop_request', 'build_log', 'sweep'";

    /** Their rows stay and are updated: the files grow with the rows, but not by what updates leave. */
    private static final String UPDATED =
            "'lane', 'job', 'subject', 'build', 'artifact', 'placement', 'deployment', 'serving'";

    private static final double NOISE = 1.2;

    /**
     * At one moment.
     *
     * @param heap MB after a collection
     * @param dead rows that wait to be vacuumed, of 100
     * @param table MB of the tables whose rows come and go
     * @param row bytes of the tables whose rows are updated, with their indexes, for each row that lives
     * @param open lifecycles on their way
     */
    private record Sample(double heap, double dead, double table, double row, double open) {}

    @Override
    public String name() {
        return "steady";
    }

    /** It takes 20 minutes. */
    @Override
    public boolean onlyByName() {
        return true;
    }

    @Override
    public List<Result> run(Bed bed, Scale scale, Consumer<String> told) throws Exception {
        List<Sample> samples = new ArrayList<>();
        long sent = 0;
        long arrived = 0;
        try (Traffic traffic = new Traffic(bed)) {
            traffic.perSecond(scale.lifecycles());
            traffic.arrived();
            long began = System.nanoTime();
            for (int slot = 1; slot <= scale.slots(); slot++) {
                long end = began + scale.slot().toNanos() * slot;
                while (System.nanoTime() < end) {
                    traffic.send();
                    sent++;
                    Thread.sleep(Duration.ofSeconds(1).dividedBy(scale.pace()));
                }
                arrived += traffic.arrived();
                samples.add(sample(bed, Math.max(0, sent - arrived)));
                told.accept(
                        "%d: %d sent, %d on their way, %s".formatted(slot, sent, sent - arrived, samples.getLast()));
            }
        }
        return List.of(
                grown(
                        "heap after a collection",
                        "MB",
                        samples.stream().map(Sample::heap).toList()),
                grown(
                        "tables whose rows come and go",
                        "MB",
                        samples.stream().map(Sample::table).toList()),
                grown(
                        "a row of those that are updated",
                        "B",
                        samples.stream().map(Sample::row).toList()),
                Result.absolute(
                        "steady load: dead rows",
                        "%",
                        Spread.of(last(samples.stream().map(Sample::dead).toList())),
                        "<= 25",
                        dead -> dead <= 25),
                Result.absolute(
                        "steady load: lifecycles on their way",
                        "each",
                        Spread.of(last(samples.stream().map(Sample::open).toList())),
                        "<= 10 s of load",
                        open -> open <= 10.0 * scale.pace()));
    }

    /** The last third of the time against the first. */
    private static Result grown(String what, String unit, List<Double> samples) {
        return Result.ratio(
                "steady load: " + what,
                unit,
                Spread.of(last(samples)),
                Spread.of(samples.subList(0, third(samples))),
                "<= 1.2 x",
                ratio -> ratio <= NOISE);
    }

    private static List<Double> last(List<Double> samples) {
        return samples.subList(samples.size() - third(samples), samples.size());
    }

    private static int third(List<Double> samples) {
        return Math.max(1, samples.size() / 3);
    }

    private static Sample sample(Bed bed, long open) throws Exception {
        System.gc();
        return new Sample(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6,
                bed.count("select 1000 * sum(n_dead_tup) / greatest(1, sum(n_live_tup)) from pg_stat_user_tables")
                        / 10.0,
                bed.count("select sum(pg_total_relation_size(relid)) from pg_stat_user_tables where relname in (%s)"
                                .formatted(COMING_AND_GOING))
                        / 1e6,
                bed.count(
                        "select sum(pg_total_relation_size(relid)) / greatest(1, sum(n_live_tup)) from pg_stat_user_tables where relname in (%s)"
                                .formatted(UPDATED)),
                open);
    }
}
