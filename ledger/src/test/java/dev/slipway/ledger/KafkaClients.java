package dev.slipway.ledger;

import dev.slipway.stack.KafkaBroker;
import dev.slipway.stack.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Kafka as the tests use it. */
final class KafkaClients {
    private KafkaClients() {}

    /** One in this process, started, with our topics. */
    static KafkaBroker broker(Path folder, int partitions) throws IOException, InterruptedException {
        List<Integer> ports = Ports.free(2);
        KafkaBroker broker = new KafkaBroker(folder.resolve("kafka"), ports.get(0), ports.get(1));
        broker.start();
        broker.createTopics(partitions);
        return broker;
    }

    static Producer<String, byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "acks", "all",
                        "enable.idempotence", true,
                        "max.block.ms", 3_000,
                        "request.timeout.ms", 2_000,
                        "delivery.timeout.ms", 5_000,
                        "linger.ms", 1),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    static KafkaConsumer<String, byte[]> consumer(String bootstrapServers, String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        group,
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "session.timeout.ms",
                        6_000,
                        "heartbeat.interval.ms",
                        1_000),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Everything that is on a topic under a key, or under any if it is null. */
    static List<ConsumerRecord<String, byte[]>> readAll(String bootstrapServers, String topic, @Nullable String key) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer(bootstrapServers, "reader")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (ConsumerRecord<String, byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                    if (key == null || key.equals(one.key())) {
                        records.add(one);
                    }
                }
            }
        }
        return records;
    }
}
