package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.stack.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas join and leave while work runs, also more of them than Kafka has partitions. */
class ScaleComponentTest {
    private static final int PARTITIONS = 2;
    private static final int MOST = 5;

    /** Nobody is killed, so nobody has to lose a lease, however busy the machine is. */
    private static final Pace PACE = Pace.BRISK.withLease(Duration.ofSeconds(60));

    @TempDir
    Path folder;

    private final Deque<Replica> replicas = new ArrayDeque<>();
    private int joined;
    private KafkaBroker broker;

    @BeforeEach
    void start() throws Exception {
        LedgerFixture.clear();
        broker = KafkaClients.broker(folder, PARTITIONS);
    }

    @AfterEach
    void stop() {
        replicas.forEach(Replica::close);
        broker.close();
    }

    private void join() {
        Replica replica = new Replica(LedgerFixture.url(), broker.bootstrapServers(), effects(joined++), PACE);
        replica.start();
        replicas.add(replica);
    }

    private Path effects(int replica) {
        return folder.resolve("effects-" + replica);
    }

    private Set<String> worked() throws IOException {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < joined; i++) {
            all.addAll(Files.readAllLines(effects(i)));
        }
        return all;
    }

    @Test
    void sharesTheWorkAmongMoreReplicasThanPartitionsWhileTheyComeAndGo() throws Exception {
        Traffic traffic = new Traffic(broker.bootstrapServers());
        join();
        traffic.send(50);
        await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(effects(0)));

        while (replicas.size() < MOST) {
            join();
        }
        for (int i = 0; i < MOST; i++) {
            Path own = effects(i);
            await("work of replica " + i).atMost(60, TimeUnit.SECONDS).until(() -> {
                traffic.send(10);
                return Files.exists(own);
            });
        }

        traffic.send(50);
        while (replicas.size() > 1) {
            // those that came first had the partitions
            replicas.remove().close();
            traffic.send(10);
        }

        traffic.awaitRest();
        traffic.judge();
        assertThat(worked())
                .containsExactlyInAnyOrderElementsOf(
                        LedgerFixture.rows(row -> row.getString(1), "select id::text from build"));
    }
}
