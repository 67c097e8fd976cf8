package dev.slipway.demo;

import dev.slipway.cli.Console;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.EngineFailure;
import dev.slipway.stack.BaseImages;
import dev.slipway.stack.Cannot;
import dev.slipway.stack.Ports;
import dev.slipway.stack.SlipwayStack;
import dev.slipway.stack.StackSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Where a demo happens: a folder, a stack, and what is deployed on the engine. Closed, nothing of it is left but the folder. */
final class Room implements AutoCloseable {
    private static final int FROM_DEV_TO_PROD = 10;
    private static final String APP = "greeter";
    private static final Duration OUTAGE = Duration.ofMinutes(1);

    private final Path data;
    private final ContainerEngine engine;
    private final SlipwayStack stack;
    private final int devPort;
    private final Thread hook = new Thread(this::tidy, "tidy");
    private boolean closed;

    /** @param devPort of the app in dev; ten above it is that in prod */
    Room(Path project, Path data, ContainerEngine engine, URI engineAddress, int consolePort, int devPort)
            throws IOException {
        this.data = data;
        this.devPort = devPort;
        this.engine = engine;
        delete(data);
        Files.createDirectories(data);
        Path environments = Files.writeString(
                data.resolve("environments.yaml"), """
                environments:
                  - name: dev
                    auto: true
                    gates: {scan: {max: {critical: 100}}}
                    strategy: {start: 15s, bake: 3s}
                    target: {docker: {host: "%1$s", listen: "127.0.0.1:%2$d"}}
                  - name: prod
                    after: [dev]
                    auto: true
                    gates: {scan: {max: {critical: 0}}, approvals: {count: 1, role: release-manager}}
                    strategy: {canary: [25, 100], step: 3s, start: 15s, bake: 3s}
                    target: {docker: {host: "%1$s", listen: "127.0.0.1:%3$d"}}
                """.formatted(engineAddress, devPort, devPort + FROM_DEV_TO_PROD));
        this.stack = new SlipwayStack(new StackSettings(
                project,
                data,
                engineAddress,
                environments,
                project.resolve("examples/advisories"),
                BaseImages.PROXY,
                consolePort,
                true,
                List.of(),
                // nobody at a terminal wants to wait as long as in production
                Map.of("SLIPWAY_LEDGER_LEASE", "10s")));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static void checkPorts(int console, int devPort) throws Cannot {
        for (int port : List.of(console, devPort, devPort + FROM_DEV_TO_PROD)) {
            if (!Ports.isFree(port)) {
                throw new Cannot(
                        "port %d on 127.0.0.1 is in use: %s"
                                .formatted(
                                        port,
                                        port == console
                                                ? "end what listens there, or choose another with --port"
                                                : "end what listens there (see 'ss -ltnp'), or choose others for the apps with --app-port"));
            }
        }
    }

    void open(Consumer<String> told) throws IOException, SQLException, InterruptedException {
        removeDeployed(engine);
        stack.startParts();
        stack.startSupervisedServices(told);
    }

    SlipwayStack stack() {
        return stack;
    }

    Console console() throws IOException {
        return console(Files.readString(stack.tokenFile()).strip(), "demo");
    }

    /** The console as somebody with a token of their own sees it. */
    Console console(String token, String actor) {
        return new Console(stack.console(), token, actor).enduring(OUTAGE);
    }

    SampleRepository repository(String name) {
        return new SampleRepository(data.resolve("work").resolve(name), data.resolve("git"), name);
    }

    String sourceUrl() {
        return stack.git().url(APP + ".git");
    }

    /** What the app in an environment answers to a caller from outside. */
    URI app(String environment) {
        return URI.create(
                "http://127.0.0.1:%d/".formatted(environment.equals("dev") ? devPort : devPort + FROM_DEV_TO_PROD));
    }

    /** What runs of the sample application, whoever started it. */
    static void removeDeployed(ContainerEngine engine) {
        for (ContainerState container : engine.list(Map.of("slipway.app", APP))) {
            engine.remove(container.id());
        }
        for (String environment : List.of("dev", "prod")) {
            engine.removeNetwork("slipway-%s-%s".formatted(APP, environment));
        }
    }

    private synchronized void tidy() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            stack.close();
        } catch (IOException e) {
            System.err.println("slipway demo: while stopping: " + e);
        } finally {
            tidyEngine();
        }
    }

    private void tidyEngine() {
        try {
            removeDeployed(engine);
            // the images of this run's own builds; the base images stay for the next
            engine.removeLeftovers("org.opencontainers.image.source", sourceUrl());
        } catch (EngineFailure e) {
            System.err.println(
                    "slipway demo: containers labelled slipway.app=%s may be left: %s".formatted(APP, e.getMessage()));
        }
    }

    @Override
    public void close() {
        tidy();
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
