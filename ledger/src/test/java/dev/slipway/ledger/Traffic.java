package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.events.Topics;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Build requests of outsiders, and what must be true of them in the end. */
final class Traffic {
    private static final int ENTRIES_PER_BUILD = 3;
    private final String bootstrapServers;
    private int sent;
    private int poison;

    Traffic(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    void send(int count) throws InterruptedException, ExecutionException {
        try (Producer<String, byte[]> producer = KafkaClients.producer(bootstrapServers)) {
            for (int i = 0; i < count; i++) {
                sent++;
                String request = """
                        {"specversion": "1.0", "id": "%1$d", "source": "/ci", "type": "%2$s",
                         "data": {"repository": "https://git.example/shop.git", "commit": "%1$040d"}}""".formatted(sent, FactType.BUILD_REQUESTED.wireName());
                producer.send(new ProducerRecord<>(
                                Topics.REQUESTS, Integer.toString(sent), request.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    int sent() {
        return sent;
    }

    void sendPoison() throws InterruptedException, ExecutionException {
        poison++;
        try (Producer<String, byte[]> producer = KafkaClients.producer(bootstrapServers)) {
            producer.send(new ProducerRecord<>(Topics.REQUESTS, "poison", "not json".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    /** Waits until all of it has come to rest, and says what is still under way if it does not. */
    void awaitRest() {
        Rest wanted = new Rest(sent, sent, 0, 0, poison);
        await().atMost(120, TimeUnit.SECONDS)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> assertThat(Rest.now()).isEqualTo(wanted));
    }

    private record Rest(long builds, long ended, long openJobs, long unsent, long quarantined) {
        static Rest now() throws SQLException {
            return new Rest(
                    LedgerFixture.count("select count(*) from build"),
                    LedgerFixture.count("select count(*) from build where state = 'FAILED'"),
                    LedgerFixture.count("select count(*) from job where state in ('READY', 'RUNNING')"),
                    LedgerFixture.count("select count(*) from outbox"),
                    LedgerFixture.count("select count(*) from quarantine"));
        }
    }

    /** Nothing lost, nothing twice, and the topic tells what the ledger has. */
    void judge() throws SQLException {
        assertThat(LedgerFixture.count("select count(*) from build")).isEqualTo(sent);
        assertThat(LedgerFixture.count("select count(*) from ledger_entry")).isEqualTo((long) sent * ENTRIES_PER_BUILD);
        assertThat(LedgerFixture.count("select count(*) from job")).isEqualTo(sent);
        assertThat(new ChainVerifier(LedgerFixture.as(Role.CONSOLE))
                        .verify(List.of(), null, false)
                        .problems())
                .isEmpty();
        Map<String, List<String>> published = published();
        assertThat(published).hasSize(sent);
        for (Map.Entry<String, List<String>> one : published.entrySet()) {
            assertThat(one.getValue())
                    .as("what was published of " + one.getKey())
                    .isEqualTo(LedgerFixture.rows(
                            row -> new String(row.getBytes("bytes"), StandardCharsets.UTF_8),
                            "select bytes from ledger_entry where subject_key = ? order by seq",
                            one.getKey()));
        }
    }

    /** By key and in order; a record that was sent again is taken once, as any consumer would by its id. */
    private Map<String, List<String>> published() {
        Map<String, List<String>> published = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> one : KafkaClients.readAll(bootstrapServers, Topics.LIFECYCLE, null)) {
            List<String> ofKey = published.computeIfAbsent(one.key(), _ -> new ArrayList<>());
            String value = new String(one.value(), StandardCharsets.UTF_8);
            if (!ofKey.contains(value)) {
                ofKey.add(value);
            }
        }
        return published;
    }
}
