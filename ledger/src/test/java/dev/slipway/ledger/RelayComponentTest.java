package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import dev.slipway.stack.KafkaBroker;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayComponentTest {
    @TempDir
    static Path folder;

    private static KafkaBroker broker;
    private final List<Relay> relays = new ArrayList<>();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaClients.broker(folder, 3);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    @AfterEach
    void stop() {
        relays.forEach(Relay::stop);
    }

    private void relay(Role role) {
        start(new Relay(LedgerFixture.as(role), () -> KafkaClients.producer(broker.bootstrapServers()), Pace.BRISK));
    }

    private void start(Relay relay) {
        relays.add(relay);
        relay.start();
    }

    private static void awaitEmptyOutbox() {
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> LedgerFixture.count("select count(*) from outbox where parked is null") == 0);
    }

    @Test
    void sendsEveryEntryAsItIsInTheLedgerInTheOrderOfItsChain() throws SQLException {
        List<BuildId> builds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            builds.add(LedgerFixture.requestedBuild());
        }
        for (int i = 0; i < 5; i++) {
            for (BuildId build : builds) {
                LedgerFixture.tamper(outboxRow(build.toString(), "'" + i + "'"));
            }
        }

        relay(Role.BUILDER);
        relay(Role.SCANNER);
        awaitEmptyOutbox();

        for (BuildId build : builds) {
            List<ConsumerRecord<String, byte[]>> records =
                    KafkaClients.readAll(broker.bootstrapServers(), "slipway.lifecycle", build.toString());
            assertThat(records).hasSize(6);
            assertThat(records.getFirst().value())
                    .isEqualTo(LedgerFixture.rows(
                                    row -> row.getBytes("bytes"),
                                    "select bytes from ledger_entry where subject_key = ?",
                                    build.toString())
                            .getFirst());
            assertThat(records.subList(1, 6))
                    .extracting(one -> new String(one.value(), StandardCharsets.UTF_8))
                    .containsExactly("0", "1", "2", "3", "4");
            assertThat(records.getFirst().headers().lastHeader("content-type").value())
                    .asString()
                    .startsWith("application/cloudevents+json");
        }
    }

    @Test
    void parksWhatCanNeverBeSentAndGoesOnWithTheRest() throws SQLException {
        LedgerFixture.tamper("""
                insert into outbox (shard, topic, key, value) values
                (0, 'slipway.lifecycle', 'before', 'a'), (0, 'slipway.lifecycle', 'large', convert_to(repeat('x', 3000000), 'UTF8')),
                (0, 'slipway.lifecycle', 'after', 'b')""");

        relay(Role.BUILDER);
        awaitEmptyOutbox();

        assertThat(LedgerFixture.rows(row -> row.getString("key"), "select key from outbox where parked is not null"))
                .containsExactly("large");
        assertThat(KafkaClients.readAll(broker.bootstrapServers(), "slipway.lifecycle", "after"))
                .hasSize(1);
    }

    @Test
    void letsNothingOvertakeWhatTheProducerRefusedWhileNoBrokerAnswered() throws Exception {
        BuildId build = LedgerFixture.requestedBuild();
        for (int i = 0; i < 5; i++) {
            LedgerFixture.tamper(outboxRow(build.toString(), "'" + i + "'"));
        }
        AtomicBoolean refused = new AtomicBoolean();

        start(new Relay(LedgerFixture.as(Role.BUILDER), () -> refusingOnce(refused), Pace.BRISK));
        awaitEmptyOutbox();

        assertThat(refused).isTrue();
        assertThat(KafkaClients.readAll(broker.bootstrapServers(), "slipway.lifecycle", build.toString()))
                .extracting(one -> new String(one.value(), StandardCharsets.UTF_8))
                .hasSize(6)
                .endsWith("0", "1", "2", "3", "4");
    }

    /** What a producer does with the first record when it has waited for a broker in vain. */
    @SuppressWarnings("unchecked")
    private static Producer<String, byte[]> refusingOnce(AtomicBoolean refused) {
        Producer<String, byte[]> real = KafkaClients.producer(broker.bootstrapServers());
        return (Producer<String, byte[]>) Proxy.newProxyInstance(
                Producer.class.getClassLoader(),
                new Class<?>[] {Producer.class},
                (_, method, arguments) -> method.getName().equals("send") && refused.compareAndSet(false, true)
                        ? CompletableFuture.failedFuture(new TimeoutException("no broker answers"))
                        : method.invoke(real, arguments));
    }

    @Test
    void goesOnWhereItWasWhenTheBrokerComesBack() throws Exception {
        relay(Role.BUILDER);
        broker.close();
        BuildId build = LedgerFixture.requestedBuild();
        await().during(Duration.ofSeconds(2)).until(() -> LedgerFixture.count("select count(*) from outbox") == 1);

        broker.start();

        awaitEmptyOutbox();
        assertThat(KafkaClients.readAll(broker.bootstrapServers(), "slipway.lifecycle", build.toString()))
                .isNotEmpty()
                .allSatisfy(record -> assertThat(record.value()).isNotEmpty());
    }

    private static String outboxRow(String key, String value) {
        return "insert into outbox (shard, topic, key, value) values (abs(hashtext('%1$s')::bigint) %% 32, 'slipway.lifecycle', '%1$s', %2$s)"
                .formatted(key, value);
    }
}
