package dev.slipway.benchmarks;

import dev.slipway.events.Fact;
import dev.slipway.events.Sha256;
import dev.slipway.events.Topics;
import dev.slipway.ledger.StageCore;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How long a fact takes from its commit in one stage to the job in the next, and a request to its build, one at a time. */
final class Hop implements Benchmark {
    /** The core idles in between, as it does most of the time. */
    private static final long PAUSE_MILLIS = 300;

    private final BlockingQueue<Long> scans = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> builds = new LinkedBlockingQueue<>();

    @Override
    public String name() {
        return "hop";
    }

    @Override
    public List<Result> run(Bed bed, Scale scale, Consumer<String> told) throws Exception {
        Samples hop = new Samples();
        Samples request = new Samples();
        Samples bare = new Samples();
        try (Cores cores = new Cores(bed);
                Requests requests = new Requests(bed.bootstrapServers());
                BareHop raw = new BareHop(bed.bootstrapServers())) {
            StageCore builder = cores.startBuilder(_ -> builds.add(System.nanoTime()));
            cores.startScanner(_ -> scans.add(System.nanoTime()));
            told.accept("warming up");
            for (int round = 0; round <= scale.rounds(); round++) {
                List<Double> raws = measure(scale.hops(), raw::millis);
                List<Double> hops = measure(scale.hops(), () -> hop(builder));
                List<Double> asked = measure(scale.hops() / 4 + 1, () -> request(requests));
                if (round > 0) {
                    bare.add(raws);
                    hop.add(hops);
                    request.add(asked);
                    told.accept("round %d: hop p50 %.1f ms, bare %.1f ms, request to build p50 %.1f ms"
                            .formatted(round, hop.last(), bare.last(), request.last()));
                }
            }
        }
        return List.of(
                Result.ratio(
                        "stage hop, commit to job, p50",
                        "ms",
                        Spread.of(hop.medians),
                        Spread.of(bare.medians),
                        "<= 3 x",
                        ratio -> ratio <= 3),
                Result.absolute("stage hop, commit to job, p99", "ms", hop.p99(), "< 250", ms -> ms < 250),
                Result.told("request to build started, p50", "ms", Spread.of(request.medians)),
                Result.absolute("request to build started, p99", "ms", request.p99(), "< 1000", ms -> ms < 1_000));
    }

    /** Medians by round, and all values together. */
    private static final class Samples {
        private final List<Double> medians = new ArrayList<>();
        private final List<Double> all = new ArrayList<>();

        void add(List<Double> round) {
            medians.add(Spread.at(round, 0.5));
            all.addAll(round);
        }

        double last() {
            return medians.getLast();
        }

        Spread p99() {
            return new Spread(Spread.at(all, 0.99), Spread.at(all, 0), Spread.at(all, 1));
        }
    }

    @FunctionalInterface
    private interface Sample {
        double millis() throws Exception;
    }

    private static List<Double> measure(int count, Sample sample) throws Exception {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread.sleep(PAUSE_MILLIS);
            values.add(sample.millis());
        }
        return values;
    }

    private double hop(StageCore builder) throws InterruptedException {
        scans.clear();
        BuildId build = BuildId.next();
        Digest digest = new Digest("sha256:" + Sha256.hex(build.toString().getBytes(StandardCharsets.UTF_8)));
        Subject subject = Subject.of(digest);
        builder.write(
                UUID.randomUUID(), List.of(subject), tx -> tx.append(subject, Artifact.built(digest), packaged(build)));
        return since(System.nanoTime(), scans);
    }

    private static Fact packaged(BuildId build) {
        return new Fact.ArtifactPackaged(
                build,
                new AppName("hop"),
                "registry.example/slipway/hop",
                "application/vnd.oci.image.manifest.v1+json",
                "https://git.example/hop.git",
                new CommitId("%040d".formatted(1)),
                null,
                "0".repeat(64),
                "{}",
                null,
                null,
                List.of());
    }

    /** From the moment CI starts to send. The scan that follows is waited for, so that the next one finds an idle core. */
    private double request(Requests requests) throws InterruptedException {
        builds.clear();
        scans.clear();
        long began = System.nanoTime();
        requests.send(1);
        double millis = since(began, builds);
        since(began, scans);
        return millis;
    }

    private static double since(long began, BlockingQueue<Long> ends) throws InterruptedException {
        Long end = ends.poll(60, TimeUnit.SECONDS);
        if (end == null) {
            throw new IllegalStateException("no job came within 60 s");
        }
        return (end - began) / 1e6;
    }

    /** A record from a producer to a consumer that waits for it. */
    private static final class BareHop implements AutoCloseable {
        private final Producer<String, byte[]> producer;
        private final BareConsumer consumer;

        BareHop(String bootstrapServers) {
            this.producer = StageCore.producer(bootstrapServers);
            this.consumer = new BareConsumer(bootstrapServers, Topics.DEAD_LETTER);
        }

        double millis() throws InterruptedException {
            long began = System.nanoTime();
            var _ = producer.send(new ProducerRecord<>(Topics.DEAD_LETTER, "hop", new byte[1_000]));
            return since(began, consumer.arrivals());
        }

        @Override
        public void close() {
            consumer.close();
            producer.close();
        }
    }
}
