package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.CannotAsk;
import dev.slipway.cli.Console;
import dev.slipway.cli.Facts;
import dev.slipway.demo.SampleRepository;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.EngineConfig;
import dev.slipway.stack.AotCache;
import dev.slipway.stack.BaseImages;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.Ports;
import dev.slipway.stack.SlipwayStack;
import dev.slipway.stack.StackSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionTimeoutException;

/** A pipeline of its own, with one sample application in a Git repository of its own; closed, nothing of it is left. */
final class Pipeline implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);
    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    final String app;
    final ContainerEngine engine;
    final SlipwayStack stack;
    final SampleRepository repository;
    private final Path folder;
    private final Map<String, Integer> ports;
    private int version = 1;

    private Pipeline(String app, ContainerEngine engine, URI engineAddress, Path folder) throws IOException {
        this.app = app;
        this.engine = engine;
        this.folder = folder;
        List<Integer> free = Ports.free(3);
        this.ports = Map.of("dev", free.get(0), "prod", free.get(1));
        Path environments = Files.writeString(
                folder.resolve("environments.yaml"), """
                environments:
                  - name: dev
                    auto: true
                    strategy: {start: 10s}
                    target: {docker: {host: "%1$s", listen: "127.0.0.1:%2$d"}}
                  - name: prod
                    after: [dev]
                    auto: true
                    strategy: {start: 10s}
                    target: {docker: {host: "%1$s", listen: "127.0.0.1:%3$d"}}
                """.formatted(engineAddress, ports.get("dev"), ports.get("prod")));
        this.stack = new SlipwayStack(new StackSettings(
                PROJECT,
                folder,
                engineAddress,
                environments,
                PROJECT.resolve("examples/advisories"),
                BaseImages.PROXY,
                free.get(2),
                false,
                List.of(),
                Map.of("SLIPWAY_LEDGER_LEASE", "4s")));
        this.repository = new SampleRepository(folder.resolve("copy"), folder.resolve("git"), app);
    }

    /** Skips the test class, saying why, where no engine answers. */
    static Pipeline open(String app) throws IOException, InterruptedException, SQLException, Cannot {
        URI address = EnginePlace.find().address();
        ContainerEngine engine = ContainerEngine.connect(EngineConfig.at(address));
        Path folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "pipelines").toAbsolutePath()), app);
        Pipeline pipeline = new Pipeline(app, engine, address, folder);
        try {
            AotCache.makeMissing(PROJECT);
            new BaseImages(engine, folder.resolve("images")).prepare();
            pipeline.removeDeployed();
            pipeline.stack.startParts();
            pipeline.repository.create(sample(folder.resolve("sample"), app));
        } catch (IOException | InterruptedException | SQLException | Cannot | RuntimeException e) {
            pipeline.close();
            throw e;
        }
        return pipeline;
    }

    /** The example under a name of its own, so that a demo on the same engine is left alone. */
    static Path sample(Path folder, String app) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.list(PROJECT.resolve("examples/greeter"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path manifest = folder.resolve("slipway.yaml");
        Files.writeString(manifest, Files.readString(manifest).replace("app: greeter", "app: " + app));
        return folder;
    }

    Console console() throws IOException {
        return new Console(stack.console(), Files.readString(stack.tokenFile()).strip(), "system-test")
                .enduring(Duration.ofMinutes(1));
    }

    /** The operators' file. */
    Path environments() {
        return folder.resolve("environments.yaml");
    }

    /** What a service has logged. */
    Path log(String service) {
        return stack.logs().resolve(service + ".log");
    }

    /** Where the builder keeps what it fetches. */
    Path scratch() {
        return folder.resolve("builder");
    }

    String sourceUrl() {
        return stack.git().url(app + ".git");
    }

    /** A commit whose app answers with a version of its own. */
    String nextVersion() throws IOException, InterruptedException, Cannot {
        String before = "VERSION = \"%d\"".formatted(version);
        version++;
        edit("greeter.py", before, "VERSION = \"%d\"".formatted(version));
        return repository.publish("Version " + version);
    }

    String answerOfThisVersion() {
        return "Good day, world! (greeter %d)".formatted(version);
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = repository.folder().resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    /** A commit with this change, which the commits after it do not have. */
    String publishOnce(String file, String from, String to) throws IOException, InterruptedException, Cannot {
        Path path = repository.folder().resolve(file);
        String before = Files.readString(path);
        edit(file, from, to);
        try {
            return repository.publish("Change %s for once".formatted(file));
        } finally {
            Files.writeString(path, before);
        }
    }

    /** Asks through the console and gives back the build. */
    String request(String commit) throws IOException, CannotAsk, InterruptedException {
        return console()
                .post("/v1/builds", Map.of("repository", sourceUrl(), "commit", commit))
                .path("build")
                .asText();
    }

    /** The only build of a commit, once there is one. */
    String buildOf(String commit) throws IOException {
        Console console = console();
        return await().atMost(PATIENCE)
                .until(() -> console.get("/v1/builds?commit=" + commit).path("builds"), builds -> builds.size() == 1)
                .path(0)
                .path("id")
                .asText();
    }

    /** Waits for a fact about a build or its digest, and gives back all there are by then. */
    List<JsonNode> until(String build, String kind, String environment)
            throws IOException, CannotAsk, InterruptedException {
        Console console = console();
        try {
            return await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> console.facts(build), facts -> has(facts, kind, environment));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "waited for %s %s of build %s and saw %s"
                            .formatted(kind, environment, build, kinds(console.facts(build))),
                    e);
        }
    }

    static boolean has(List<JsonNode> facts, String kind, String environment) {
        return facts.stream()
                .anyMatch(event -> Facts.kind(event).equals(kind)
                        && event.path("fact").path("environment").asText().equals(environment));
    }

    /** Such as {@code scan.finished} or {@code promotion.approved dev}. */
    static List<String> kinds(List<JsonNode> facts) {
        return facts.stream()
                .map(event -> "%s %s"
                        .formatted(
                                Facts.kind(event),
                                event.path("fact").path("environment").asText())
                        .strip())
                .toList();
    }

    static JsonNode fact(List<JsonNode> facts, String kind) {
        return facts.stream()
                .filter(event -> Facts.kind(event).equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no %s among %s".formatted(kind, kinds(facts))))
                .path("fact");
    }

    static String digest(List<JsonNode> facts) {
        return facts.stream()
                .map(event -> event.path("subject").asText())
                .filter(subject -> subject.startsWith("sha256:"))
                .findFirst()
                .orElseThrow();
    }

    URI address(String environment) {
        return URI.create("http://127.0.0.1:%d/".formatted(ports.get(environment)));
    }

    List<ContainerState> containers(String environment) {
        return engine.list(Map.of("slipway.app", app, "slipway.environment", environment, "slipway.part", "app"));
    }

    void assertLedgerHolds() throws IOException, CannotAsk, InterruptedException {
        JsonNode report = console().get("/v1/ledger/verification");
        assertThat(report.path("holds").asBoolean()).as(report.toString()).isTrue();
    }

    private void removeDeployed() {
        engine.list(Map.of("slipway.app", app)).forEach(container -> engine.remove(container.id()));
        ports.keySet().forEach(environment -> engine.removeNetwork("slipway-%s-%s".formatted(app, environment)));
    }

    @Override
    public void close() throws IOException {
        try (engine) {
            stack.close();
            removeDeployed();
            engine.removeLeftovers("org.opencontainers.image.source", sourceUrl());
        }
    }

    /** An id for a request that nobody else uses. */
    static String freshId() {
        return UUID.randomUUID().toString();
    }
}
