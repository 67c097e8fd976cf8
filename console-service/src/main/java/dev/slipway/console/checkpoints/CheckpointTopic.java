package dev.slipway.console.checkpoints;

import dev.slipway.events.Topics;
import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.MalformedCheckpoint;
import dev.slipway.events.chain.NoteKey;
import dev.slipway.events.chain.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Where checkpoints lie outside of the database. Whoever can write there can add what is none, so only signed ones count. */
@ApplicationScoped
public class CheckpointTopic {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.CHECKPOINTS, 0);
    private static final int PATIENCE_MILLIS = 10_000;
    /** How far back one that is signed is looked for. */
    private static final long LOOK_BACK = 1_000;

    private static final Duration POLL = Duration.ofMillis(500);

    private final String bootstrapServers;

    CheckpointTopic(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** The topic cannot be reached, or was not made. The message says so. */
    public static final class NotReached extends Exception {
        NotReached(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    void publish(String name, String note) throws NotReached, InterruptedException {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * PATIENCE_MILLIS);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> message =
                    new ProducerRecord<>(Topics.CHECKPOINTS, 0, name, note.getBytes(StandardCharsets.UTF_8));
            producer.send(message).get();
        } catch (ExecutionException | KafkaException e) {
            throw notReached(e);
        }
    }

    /** The one with the greatest number that one of these keys has signed; nothing if none is to be found. */
    public Optional<Checkpoint> newest(Collection<NoteKey> keys) throws NotReached {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            return newest(consumer, keys);
        } catch (KafkaException e) {
            throw notReached(e);
        }
    }

    private static Optional<Checkpoint> newest(KafkaConsumer<String, byte[]> consumer, Collection<NoteKey> keys)
            throws NotReached {
        if (consumer.partitionsFor(Topics.CHECKPOINTS).isEmpty()) {
            throw new NotReached("there is no topic " + Topics.CHECKPOINTS, null);
        }
        consumer.assign(List.of(PARTITION));
        long begin = consumer.beginningOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        consumer.seek(PARTITION, Math.max(begin, end - LOOK_BACK));
        Checkpoint newest = null;
        long deadline = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
        while (consumer.position(PARTITION) < end) {
            if (System.nanoTime() > deadline) {
                throw new NotReached("the topic %s did not answer to its end".formatted(Topics.CHECKPOINTS), null);
            }
            for (ConsumerRecord<String, byte[]> one : consumer.poll(POLL)) {
                Checkpoint read = read(one.value(), keys);
                newest = read != null && (newest == null || read.number() >= newest.number()) ? read : newest;
            }
        }
        return Optional.ofNullable(newest);
    }

    private static @Nullable Checkpoint read(byte @Nullable [] value, Collection<NoteKey> keys) {
        if (value == null) {
            return null;
        }
        try {
            SignedNote note = SignedNote.parse(new String(value, StandardCharsets.UTF_8));
            return note.isSignedBy(keys) ? Checkpoint.parse(note.text()) : null;
        } catch (MalformedCheckpoint e) {
            return null;
        }
    }

    private static NotReached notReached(Exception e) {
        return new NotReached(
                "the topic %s cannot be reached (was it made?): %s".formatted(Topics.CHECKPOINTS, e.getMessage()), e);
    }
}
