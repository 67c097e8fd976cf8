package dev.slipway.ledger;

import dev.slipway.events.Topics;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Rebuilds a ledger that was lost, from the lifecycle topic, into a database that was only migrated; runs once, as the owner
 * of the schema, while no service runs, and ends.
 *
 * <p>Environment: as {@link Migrator}, without the passwords of the roles, and {@code KAFKA_BOOTSTRAP_SERVERS}.
 */
public final class Rebuilder {
    private static final Duration POLL = Duration.ofMillis(500);

    private Rebuilder() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection(
                Migrator.environment("SLIPWAY_DB_URL"),
                Migrator.environment("SLIPWAY_DB_OWNER"),
                Migrator.ownerPassword(System.getenv()))) {
            LedgerRebuild.Result result = rebuild(connection, Migrator.environment("KAFKA_BOOTSTRAP_SERVERS"));
            System.out.printf(
                    "%d entries about %d subjects were entered; %d records said nothing that belongs to them%n",
                    result.entries(), result.subjects(), result.leftOut());
        } catch (LedgerRebuild.CannotRebuild e) {
            System.err.println("nothing was entered: " + e.getMessage());
            System.exit(1);
        }
    }

    static LedgerRebuild.Result rebuild(Connection connection, String bootstrapServers)
            throws SQLException, LedgerRebuild.CannotRebuild {
        LedgerRebuild rebuild = new LedgerRebuild(connection);
        rebuild.begin();
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.LIFECYCLE).stream()
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new LedgerRebuild.CannotRebuild("there is no topic " + Topics.LIFECYCLE);
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                    if (one.value() != null) {
                        rebuild.take(one.value());
                    }
                }
            }
        }
        return rebuild.finish();
    }
}
