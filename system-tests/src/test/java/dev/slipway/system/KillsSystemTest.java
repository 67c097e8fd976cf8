package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.demo.Callers;
import dev.slipway.stack.Service;
import dev.slipway.stack.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each service is killed while commits are on their way, in an order that the seed says; all comes to its end, once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillsSystemTest {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final int LONGEST_PAUSE_MILLIS = 3_000;

    private final long seed = Long.getLong("slipway.seed", System.nanoTime());
    private Pipeline pipeline;

    @BeforeAll
    void open() throws Exception {
        System.out.println("KillsSystemTest: -Dslipway.seed=" + seed);
        pipeline = Pipeline.open("kills");
        pipeline.stack.startSupervisedServices(_ -> {});
    }

    @AfterAll
    void close() throws IOException {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void everyCommitComesToItsEndOnceThoughServicesAreKilled() throws Exception {
        String first = pipeline.request(pipeline.nextVersion());
        Thread killer = Thread.ofVirtual().start(this::killEach);
        pipeline.until(first, "service.deployed", "prod");
        String second;
        try (Callers callers = new Callers(pipeline.address("prod"))) {
            second = pipeline.request(pipeline.nextVersion());

            pipeline.until(second, "service.upgraded", "prod");
            killer.join();

            assertThat(callers.failed()).isEmpty();
            assertThat(callers.served()).isPositive();
        }
        assertThat(Callers.ask(pipeline.address("prod"))).isEqualTo(pipeline.answerOfThisVersion());
        for (String build : List.of(first, second)) {
            assertOnce(pipeline.console().facts(build));
        }
        await().atMost(Pipeline.PATIENCE)
                .until(() -> pipeline.containers("dev").size() == 1
                        && pipeline.containers("prod").size() == 1);
        pipeline.assertLedgerHolds();
    }

    private static void assertOnce(List<JsonNode> facts) {
        List<String> kinds = Pipeline.kinds(facts);
        for (String once : List.of(
                "build.requested",
                "build.started",
                "build.finished",
                "artifact.packaged",
                "artifact.published",
                "scan.finished",
                "promotion.approved dev",
                "promotion.approved prod",
                "deployment.queued dev",
                "deployment.queued prod")) {
            assertThat(Collections.frequency(kinds, once))
                    .as("%s in %s", once, kinds)
                    .isEqualTo(1);
        }
        assertThat(kinds).doesNotContain("job.died", "deployment.failed dev", "deployment.failed prod");
    }

    private void killEach() {
        Random random = new Random(seed);
        List<Service> victims = new ArrayList<>(List.of(Service.values()));
        Collections.shuffle(victims, random);
        try {
            for (Service victim : victims) {
                Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
                ServiceProcess process = pipeline.stack.replicas(victim).getFirst();
                long pid = process.process().pid();
                process.process().kill();
                await().atMost(READY)
                        .until(() ->
                                process.process().running() && process.process().pid() != pid);
                process.awaitReady(READY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
