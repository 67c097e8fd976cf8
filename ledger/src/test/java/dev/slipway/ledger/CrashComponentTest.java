package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.stack.ChildProcess;
import dev.slipway.stack.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One of two replicas is killed at a named point, another takes its place: nothing is lost and nothing happens twice. */
class CrashComponentTest {
    private static final int REQUESTS = 30;
    private static final int KILLED = 137;

    @TempDir
    Path folder;

    private final List<ChildProcess> replicas = new ArrayList<>();
    private KafkaBroker broker;

    @BeforeEach
    void start() throws Exception {
        LedgerFixture.clear();
        broker = KafkaClients.broker(folder, 4);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (ChildProcess replica : replicas) {
            replica.kill();
            replica.awaitEnd();
        }
        broker.close();
    }

    private ChildProcess replica(String failpoints) throws IOException {
        String name = "replica-" + replicas.size();
        ChildProcess replica = new ChildProcess(
                name,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Replica.class.getName(),
                        LedgerFixture.url(),
                        broker.bootstrapServers(),
                        folder.resolve("effects").toString()),
                Map.of("SLIPWAY_FAILPOINTS", failpoints),
                folder.resolve(name + ".log"));
        replica.start();
        replicas.add(replica);
        return replica;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INTAKE_BEFORE_COMMIT@2",
                "INTAKE_AFTER_COMMIT@2",
                "CLAIM_BEFORE_COMMIT@2",
                "CLAIM_AFTER_COMMIT@2",
                "WORK_AFTER@3",
                "RECORD_BEFORE_COMMIT@3",
                "RECORD_AFTER_COMMIT@3",
                "FINISH_BEFORE_COMMIT@3",
                "FINISH_AFTER_COMMIT@3",
                "RELAY_BEFORE_SEND@3",
                "RELAY_AFTER_SEND@3",
                "RELAY_AFTER_DELETE@3"
            })
    void aKilledReplicaLosesNothingAndDoesNothingTwice(String failpoint) throws Exception {
        Traffic traffic = new Traffic(broker.bootstrapServers());
        ChildProcess doomed = replica(failpoint + "=halt");
        replica("");
        traffic.send(REQUESTS);

        await().atMost(60, TimeUnit.SECONDS).pollInterval(1, TimeUnit.SECONDS).until(() -> {
            boolean dead = !doomed.running();
            if (!dead) {
                // how often a place is come by depends on how much comes at once
                traffic.send(1);
            }
            return dead;
        });
        assertThat(doomed.exitCode()).isEqualTo(KILLED);
        replica("");

        traffic.awaitRest();
        traffic.judge();
        assertThat(new HashSet<>(Files.readAllLines(folder.resolve("effects")))).hasSize(traffic.sent());
    }
}
