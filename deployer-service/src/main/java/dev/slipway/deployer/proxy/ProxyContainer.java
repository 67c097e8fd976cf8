package dev.slipway.deployer.proxy;

import dev.slipway.deployer.proxy.Proxy.Settings;
import dev.slipway.engine.BindMount;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerSpec;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.PortPublication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The proxy's process: a container that the engine starts again when it dies. */
final class ProxyContainer {
    static final String CONFIGURATION = "haproxy.cfg";
    private static final String TRIED = "haproxy.cfg.tried";
    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ContainerEngine engine;
    private final Settings settings;
    private final HaproxySocket socket;

    ProxyContainer(ContainerEngine engine, Settings settings, HaproxySocket socket) {
        this.engine = engine;
        this.settings = settings;
        this.socket = socket;
    }

    boolean runs() {
        ContainerState state = engine.inspect(settings.name()).orElse(null);
        return state != null && state.running() && listens(state) && socket.answers();
    }

    /** Whether it takes traffic where it is wanted now; the address may have changed since it was made. */
    private boolean listens(ContainerState state) {
        return state.ports().stream()
                .anyMatch(port -> port.hostPort() == settings.listenPort()
                        && port.hostIp().equals(settings.listenHost()));
    }

    void ensureRunning() throws IOException, InterruptedException {
        if (socket.answers() && runs()) {
            return;
        }
        ContainerState state = engine.inspect(settings.name()).orElse(null);
        if (state != null && (!state.running() || !listens(state))) {
            engine.remove(settings.name());
            state = null;
        }
        if (state == null) {
            engine.start(engine.createContainer(spec(settings.name(), CONFIGURATION, "-W", "-db")
                    .withNetwork(settings.network())
                    .withPorts(new PortPublication(settings.listenHost(), settings.listenPort(), HaproxyConfig.PORT))
                    .withKeptRunning(true)));
        }
        awaitAnswer();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!socket.answers()) {
            if (System.nanoTime() > end) {
                throw new IOException("the proxy %s did not answer within %d s of its start; its last lines: %s"
                        .formatted(settings.name(), START.toSeconds(), engine.logs(settings.name(), 10)));
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Has the proxy's own program read a configuration before it is used. */
    void validate(String text) throws IOException, InterruptedException {
        Files.createDirectories(settings.folder());
        Path tried = Files.writeString(settings.folder().resolve(TRIED), text);
        String name = settings.name() + "-check";
        try {
            engine.remove(name);
            engine.start(engine.createContainer(spec(name, TRIED, "-c").withNetwork("none")));
            ContainerState end = awaitEnd(name);
            if (end.exitCode() != 0) {
                throw new IOException("the proxy would not take %s (exit code %d): %s"
                        .formatted(tried, end.exitCode(), String.join(" | ", engine.logs(name, 10))));
            }
        } finally {
            engine.remove(name);
        }
    }

    private ContainerState awaitEnd(String name) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            ContainerState state = engine.inspect(name).orElse(null);
            if (state != null && state.finishedAt() != null && !state.running()) {
                return state;
            }
            Thread.sleep(PAUSE);
        }
        throw new IOException(
                "the check of the proxy's configuration did not end within %d s".formatted(START.toSeconds()));
    }

    /** Whose the folder is: without capabilities not even root could write into another's, nor could we use its socket. */
    private String owner() throws IOException {
        Map<String, Object> owner = Files.readAttributes(settings.folder(), "unix:uid,gid");
        return "%s:%s".formatted(owner.get("uid"), owner.get("gid"));
    }

    private ContainerSpec spec(String name, String configuration, String... options) throws IOException {
        String[] command = new String[options.length + 3];
        command[0] = "haproxy";
        System.arraycopy(options, 0, command, 1, options.length);
        command[command.length - 2] = "-f";
        command[command.length - 1] = HaproxyConfig.FOLDER + "/" + configuration;
        return ContainerSpec.named(name, settings.image(), settings.labels())
                .withCommand(command)
                .withUser(owner())
                .withMounts(new BindMount(settings.folder(), HaproxyConfig.FOLDER, false));
    }
}
