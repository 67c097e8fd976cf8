package dev.slipway.benchmarks;

import dev.slipway.events.Topics;
import dev.slipway.ledger.StageCore;
import dev.slipway.lifecycle.FactType;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Build requests as CI publishes them, each for a commit of its own. */
final class Requests implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong();
    private final Producer<String, byte[]> producer;

    Requests(String bootstrapServers) {
        this.producer = StageCore.producer(bootstrapServers);
    }

    /** Publishes a request; the apps take turns. */
    void send(int apps) {
        long number = NUMBER.incrementAndGet();
        String request = """
                {"specversion": "1.0", "id": "%1$d", "source": "/ci/benchmark", "type": "%2$s",
                 "data": {"repository": "https://git.example/app-%3$d.git", "commit": "%1$040d", "ref": "refs/heads/main"}}""".formatted(number, FactType.BUILD_REQUESTED.wireName(), number % apps);
        var _ = producer.send(
                new ProducerRecord<>(Topics.REQUESTS, Long.toString(number), request.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        producer.close();
    }
}
