package dev.slipway.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A consumer with the settings of the services' channels, which acknowledges what was stored. */
final class Reading {
    /** As often as a service does for facts; for requests it does with each batch, of which there are few. */
    private static final long ACKNOWLEDGE_NANOS = 1_000_000_000;

    private final KafkaConsumer<String, byte[]> consumer;
    private final String topic;
    private final Taker taker;
    private final Thread thread = new Thread(this::read, "reading");

    @FunctionalInterface
    interface Taker {
        void take(List<IncomingRecord> batch) throws InterruptedException;
    }

    Reading(String bootstrapServers, String group, String topic, Taker taker) {
        this.topic = topic;
        this.taker = taker;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        group,
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "max.poll.records",
                        500,
                        "session.timeout.ms",
                        10_000,
                        "fetch.max.wait.ms",
                        100),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void stop() {
        consumer.wakeup();
    }

    void join() {
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (consumer) {
            consumer.subscribe(List.of(topic));
            long acknowledged = System.nanoTime();
            while (true) {
                ConsumerRecords<String, byte[]> batch = consumer.poll(Duration.ofMillis(200));
                if (!batch.isEmpty()) {
                    taker.take(Channels.incoming(batch));
                }
                if (System.nanoTime() - acknowledged >= ACKNOWLEDGE_NANOS) {
                    consumer.commitAsync();
                    acknowledged = System.nanoTime();
                }
            }
        } catch (WakeupException e) {
            // the end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
