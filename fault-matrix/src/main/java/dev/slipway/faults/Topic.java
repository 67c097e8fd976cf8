package dev.slipway.faults;

import dev.slipway.faults.judge.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A topic as a stranger sees it. */
record Topic(String bootstrapServers, String name) {
    static final String LIFECYCLE = "slipway.lifecycle";
    private static final Duration POLL = Duration.ofMillis(200);

    /** Everything up to now, by partition and offset. */
    List<LogRecord> read() {
        List<LogRecord> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "group.id", "judge", "enable.auto.commit", "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(one -> new TopicPartition(name, one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> one : consumer.poll(POLL)) {
                    records.add(new LogRecord(one.partition(), one.offset(), one.key(), one.value()));
                }
            }
        }
        return records;
    }

    /** Returns when the broker has them all, in this order. */
    void put(List<Message> messages) throws InterruptedException {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "max.request.size",
                        Integer.toString(Integer.MAX_VALUE / 2)),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (Message message : messages) {
                producer.send(new ProducerRecord<>(name, message.key(), message.value()))
                        .get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take a message for " + name, e.getCause());
        }
    }

    /** What is put. */
    record Message(@Nullable String key, byte[] value) {
        static Message of(@Nullable String key, String value) {
            return new Message(key, value.getBytes(StandardCharsets.UTF_8));
        }
    }
}
