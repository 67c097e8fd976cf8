package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WAIT = "trap 'exit 0' TERM; echo up; while true; do sleep 0.1; done";

    private LocalEngine local;
    private String name;

    @BeforeAll
    void open() throws IOException {
        local = LocalEngine.open();
        name = "slipway-engine-test-" + local.id;
    }

    @AfterAll
    void close() {
        if (local != null) {
            local.close();
        }
    }

    @AfterEach
    void remove() {
        local.engine.remove(name);
        local.engine.removeNetwork(name);
    }

    private ContainerSpec spec(String script) {
        return ContainerSpec.named(name, local.base, local.labels).withCommand("sh", "-c", script);
    }

    private ContainerState state() {
        return local.engine.inspect(name).orElseThrow();
    }

    @Test
    void goesThroughItsLifeEachVerbTwice() {
        local.engine.ensureNetwork(name, local.labels);
        var spec = spec(WAIT)
                .withNetwork(name)
                .withPorts(PortPublication.ephemeral(8080))
                .withEnv(Map.of("A", "b"));

        var id = local.engine.createContainer(spec);
        assertThat(local.engine.createContainer(spec)).isEqualTo(id);
        assertThat(state().running()).isFalse();
        assertThat(state().startedAt()).isNull();
        assertThat(state().labels())
                .containsEntry(ContainerEngine.LABEL, "container")
                .containsAllEntriesOf(local.labels);

        local.engine.start(id);
        local.engine.start(id);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(local.engine.logs(id, 10)).containsExactly("up"));
        var running = state();
        assertThat(running.running()).isTrue();
        assertThat(running.name()).isEqualTo(name);
        assertThat(running.imageReference()).isEqualTo(local.base);
        assertThat(running.restartCount()).isZero();
        assertThat(running.startedAt()).isNotNull();
        assertThat(running.addresses()).containsOnlyKeys(name);
        assertThat(running.ports()).singleElement().satisfies(port -> {
            assertThat(port.hostIp()).isEqualTo("127.0.0.1");
            assertThat(port.hostPort()).isPositive();
            assertThat(port.containerPort()).isEqualTo(8080);
        });
        assertThat(local.engine.list(local.labels))
                .extracting(ContainerState::id)
                .containsExactly(id);

        local.engine.stop(id, Duration.ofSeconds(10));
        local.engine.stop(id, Duration.ofSeconds(10));
        assertThat(state().running()).isFalse();
        assertThat(state().exitCode()).isZero();
        assertThat(state().finishedAt()).isNotNull();

        local.engine.remove(id);
        local.engine.remove(id);
        local.engine.stop(id, Duration.ofSeconds(1));
        assertThat(local.engine.inspect(id)).isEmpty();
        local.engine.removeNetwork(name);
        local.engine.removeNetwork(name);
    }

    @Test
    void tellsWhatWasWrittenSinceALineWasRead() {
        var id = local.engine.createContainer(spec("echo one; sleep 0.2; echo two; sleep 0.2; echo three; sleep 60"));
        local.engine.start(id);
        await().atMost(SOON).until(() -> local.engine.logs(id, 9).contains("three"));

        var all = local.engine.logsSince(id, Instant.EPOCH);
        var rest = local.engine.logsSince(id, all.get(1).at());

        assertThat(all).extracting(LoggedLine::text).containsExactly("one", "two", "three");
        assertThat(rest).extracting(LoggedLine::text).containsExactly("two", "three");
    }

    @Test
    void startsAgainOnlyWhatIsToBeKeptRunning() {
        var kept =
                local.engine.createContainer(spec("echo up; sleep 0.2; exit 3").withKeptRunning(true));
        local.engine.start(kept);
        await().atMost(SOON).until(() -> local.engine.logs(kept, 9).size() > 1);
        assertThat(state().restartCount()).isPositive();
        local.engine.remove(name);

        var once = local.engine.createContainer(spec("exit 3"));
        local.engine.start(once);
        await().atMost(SOON).until(() -> state().finishedAt() != null);
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> !state().running());
        assertThat(state().restartCount()).isZero();
    }

    @Test
    void stopKillsAfterTheGrace() {
        var id = local.engine.createContainer(spec("trap '' TERM; echo up; while true; do sleep 0.1; done"));
        local.engine.start(id);
        await().atMost(SOON).until(() -> local.engine.logs(id, 1).contains("up"));

        local.engine.stop(id, Duration.ofSeconds(1));

        assertThat(state().exitCode()).isEqualTo(137);
    }

    @Test
    void givesTheLastLines() {
        var id = local.engine.createContainer(spec("echo one; echo two; echo three; exit 4"));
        local.engine.start(id);
        await().atMost(SOON).until(() -> !state().running());

        assertThat(local.engine.logs(id, 2)).containsExactly("two", "three");
        assertThat(state().exitCode()).isEqualTo(4);
    }

    @Test
    void dropsEveryCapabilityButThoseNamed() {
        var id = local.engine.createContainer(spec("cat /proc/self/status")
                .withCapabilities(Set.of("NET_BIND_SERVICE"))
                .withReadOnlyRoot(true));
        local.engine.start(id);
        await().atMost(SOON).until(() -> !state().running());

        assertThat(local.engine.logs(id, 100)).contains("CapBnd:\t0000000000000400", "NoNewPrivs:\t1");
    }

    @Test
    void seesItsMounts(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("config"), "mounted\n");
        var id = local.engine.createContainer(spec("cat /mnt/config; touch /mnt/x 2>/dev/null || echo read-only")
                .withMounts(new BindMount(directory, "/mnt", true)));
        local.engine.start(id);
        await().atMost(SOON).until(() -> !state().running());

        assertThat(local.engine.logs(id, 10)).containsExactly("mounted", "read-only");
    }

    @Test
    void refusesANameThatBelongsToAnother() {
        local.engine.createContainer(spec(WAIT));

        assertThatExceptionOfType(EngineFailure.Refused.class)
                .isThrownBy(() -> local.engine.createContainer(
                        ContainerSpec.named(name, local.base, Map.of("owner", "someone else"))
                                .withCommand("sh")))
                .matches(e -> e.status() == 409)
                .withMessageContaining(local.id)
                .withMessageContaining("someone else");
    }

    @Test
    void networksAreMadeOnceAndNotTakenFromOthers() {
        var id = local.engine.ensureNetwork(name, local.labels);

        assertThat(local.engine.ensureNetwork(name, local.labels)).isEqualTo(id);
        assertThatExceptionOfType(EngineFailure.Refused.class)
                .isThrownBy(() -> local.engine.ensureNetwork(name, Map.of("owner", "someone else")))
                .withMessageContaining("someone else");
    }

    @Test
    void sweepFindsContainersAndNetworksByLabel() {
        var sweep = Map.of("dev.slipway.engine-test-sweep", local.id);
        var id = local.engine.createContainer(
                ContainerSpec.named(name, local.base, sweep).withCommand("sh", "-c", WAIT));
        local.engine.start(id);
        var network = local.engine.ensureNetwork(name, sweep);

        var swept = local.engine.removeLeftovers("dev.slipway.engine-test-sweep", local.id);

        assertThat(swept.containers()).containsExactly(id);
        assertThat(swept.networks()).containsExactly(network);
        assertThat(swept.kept()).isEmpty();
    }

    @Test
    void negotiatesWithTheEngine() {
        var info = local.engine.ping();

        assertThat(ApiVersion.parse(info.apiVersion())).isLessThanOrEqualTo(ApiVersion.NEWEST_SPOKEN);
        assertThat(info.serverVersion()).matches("\\d+\\..*");
    }

    @Test
    void namesMayNotBendPaths() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> local.engine.remove("x/../../images/" + local.base));
    }

    @Test
    void saysWhereNobodyAnswered(@TempDir Path directory) {
        var nowhere = URI.create("unix://" + directory.resolve("no.sock"));
        try (var engine = ContainerEngine.connect(EngineConfig.at(nowhere))) {
            assertThatExceptionOfType(EngineFailure.Unreachable.class)
                    .isThrownBy(engine::ping)
                    .matches(EngineFailure::retryable)
                    .withMessageContaining(nowhere.toString());
        }
    }
}
