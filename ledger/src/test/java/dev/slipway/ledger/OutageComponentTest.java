package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.lifecycle.Role;
import dev.slipway.stack.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the core needs goes away in the middle of its work and comes back. */
class OutageComponentTest {
    private static final int REQUESTS = 60;

    @TempDir
    Path folder;

    private KafkaBroker broker;
    private Replica replica;
    private Traffic traffic;

    @BeforeEach
    void start() throws Exception {
        LedgerFixture.clear();
        broker = KafkaClients.broker(folder, 3);
        traffic = new Traffic(broker.bootstrapServers());
        replica = new Replica(LedgerFixture.url(), broker.bootstrapServers(), folder.resolve("effects"));
        replica.start();
    }

    @AfterEach
    void stop() {
        replica.close();
        broker.close();
    }

    private void awaitWorkUnderWay() {
        await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(folder.resolve("effects")));
    }

    @Test
    void survivesADatabaseThatCrashesAndRecovers() throws Exception {
        traffic.send(REQUESTS);
        awaitWorkUnderWay();

        LedgerFixture.crashAndRecover();

        traffic.awaitRest();
        traffic.judge();
    }

    @Test
    void survivesABrokerThatIsRestarted() throws Exception {
        traffic.send(REQUESTS);
        awaitWorkUnderWay();

        broker.close();
        broker.start();
        traffic.send(5);

        traffic.awaitRest();
        traffic.judge();
    }

    @Test
    void isNotStuckByAPoisonousRecord() throws Exception {
        traffic.send(5);
        traffic.sendPoison();
        traffic.send(5);

        traffic.awaitRest();
        traffic.judge();
        assertThat(new DeadLetters(LedgerFixture.as(Role.CONSOLE)).quarantine())
                .singleElement()
                .satisfies(record -> assertThat(record.key()).isEqualTo("poison"));
    }
}
