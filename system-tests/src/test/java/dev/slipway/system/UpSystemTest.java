package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.Console;
import dev.slipway.demo.Callers;
import dev.slipway.demo.Up;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerState;
import dev.slipway.stack.AotCache;
import dev.slipway.stack.ChildProcess;
import dev.slipway.stack.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./slipway up} runs keeps everything through a power cut: nobody stops anything in order. */
class UpSystemTest {
    /** As docs/getting-started.md has it. */
    private static final String APP = "shop";

    private static final Duration READY = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final List<Integer> ports = Ports.free(2);
    private final EnginePlace engine = EnginePlace.find();
    private ChildProcess up;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("environments.yaml"), """
                environments:
                  - name: dev
                    auto: true
                    drift: repair
                    strategy: {start: 10s}
                    target: {docker: {host: "%s", listen: "127.0.0.1:%d"}}
                """.formatted(engine.address(), ports.getLast()));
        up = new ChildProcess(
                "up",
                Java.main(
                        Up.class,
                        "--project",
                        Pipeline.PROJECT.toString(),
                        "--data",
                        folder.toString(),
                        "--engine",
                        engine.address().toString(),
                        "--port",
                        Integer.toString(ports.getFirst())),
                Map.of(),
                Path.of("target", "up.log").toAbsolutePath());
        AotCache.makeMissing(Pipeline.PROJECT);
        remove();
        up.start();
        up.await(() -> Files.exists(folder.resolve("ready")), READY);
    }

    @AfterEach
    void stop() throws IOException {
        up.stop(Duration.ofSeconds(60));
        remove();
    }

    private void remove() {
        try (ContainerEngine connected = engine.connect()) {
            connected.list(Map.of("slipway.app", APP)).forEach(container -> connected.remove(container.id()));
            connected.removeNetwork("slipway-%s-dev".formatted(APP));
        }
    }

    @Test
    void dataSettingsAndWhatIsDeployedSurviveAPowerCut() throws Exception {
        Guide.read("getting-started.md").run(newcomer());
        String settings = Files.readString(folder.resolve("environments.yaml"));
        List<JsonNode> facts = facts();
        String served = Callers.ask(app());

        cutPower();
        assertThat(Callers.ask(app())).isEmpty();
        up.start();
        up.await(() -> Files.exists(folder.resolve("ready")), READY);

        awaitAnswer();
        assertThat(Files.readString(folder.resolve("environments.yaml"))).isEqualTo(settings);
        assertThat(facts()).containsAll(facts);
        assertThat(Callers.ask(app())).isEqualTo(served);
        JsonNode report = console().get("/v1/ledger/verification");
        assertThat(report.path("holds").asBoolean()).as(report.toString()).isTrue();
    }

    /** Somebody who has what 'up' has printed, and the guide. */
    private Bash newcomer() throws IOException {
        return new Bash(folder.resolve("newcomer"))
                .with(Map.of(
                        "SLIPWAY_URL", "http://127.0.0.1:%d".formatted(ports.getFirst()),
                        "SLIPWAY_TOKEN_FILE", folder.resolve("console-token").toString(),
                        "REPOSITORIES", folder.resolve("git").toString(),
                        "GIT", gitServer().replaceFirst("/$", ""),
                        "DEV", app().toString()));
    }

    private List<JsonNode> facts() throws Exception {
        List<JsonNode> facts = new ArrayList<>();
        for (JsonNode build : console().get("/v1/builds").path("builds")) {
            facts.addAll(console().facts(build.path("id").asText()));
        }
        assertThat(facts).isNotEmpty();
        return facts;
    }

    private void awaitAnswer() {
        await().atMost(Duration.ofMinutes(2)).until(() -> Callers.ask(app()).contains("greeter"));
    }

    /** All processes of ours and all containers end at once, as they do when the machine loses its power. */
    private void cutPower() throws IOException, InterruptedException {
        long postmaster = Long.parseLong(Files.readAllLines(folder.resolve("postgres/data/postmaster.pid"))
                .getFirst());
        up.kill();
        up.awaitEnd();
        ProcessHandle.of(postmaster).ifPresent(server -> {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        });
        try (ContainerEngine connected = engine.connect()) {
            for (ContainerState container : connected.list(Map.of("slipway.app", APP))) {
                connected.stop(container.id(), Duration.ZERO);
            }
        }
        Files.deleteIfExists(folder.resolve("ready"));
    }

    private URI app() {
        return URI.create("http://127.0.0.1:%d/".formatted(ports.getLast()));
    }

    private Console console() throws IOException {
        return new Console(
                        URI.create("http://127.0.0.1:%d".formatted(ports.getFirst())),
                        Files.readString(folder.resolve("console-token")).strip(),
                        "system-test")
                .enduring(Duration.ofMinutes(1));
    }

    /** As the person who started it reads it. */
    private String gitServer() throws IOException {
        String told = Files.readString(folder.resolve("ready"));
        int start = told.indexOf("are served at ") + "are served at ".length();
        return told.substring(start, told.indexOf('\n', start));
    }
}
