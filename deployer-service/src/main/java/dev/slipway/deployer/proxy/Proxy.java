package dev.slipway.deployer.proxy;

import dev.slipway.deployer.proxy.HaproxyConfig.Place;
import dev.slipway.deployer.proxy.HaproxyConfig.Places;
import dev.slipway.engine.BindMount;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerSpec;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.PortPublication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The proxy of one app in one environment. */
public final class Proxy {
    private static final Pattern SERVER =
            Pattern.compile("^ {4}server (blue|green) ([^ :]+):(\\d+)( disabled)?$", Pattern.MULTILINE);
    private static final Duration START = Duration.ofSeconds(10);

    private final ContainerEngine engine;
    private final Settings settings;
    private final Path configuration;
    private final HaproxySocket socket;

    /**
     * Where a proxy lives.
     *
     * @param name of its container
     * @param folder on the host, mounted into the container; holds configuration and socket
     * @param network the app's containers are in
     */
    public record Settings(
            String name,
            String image,
            Path folder,
            String network,
            Map<String, String> labels,
            String listenHost,
            int listenPort) {}

    public Proxy(ContainerEngine engine, Settings settings) {
        this.engine = engine;
        this.settings = settings;
        this.configuration = settings.folder().resolve("haproxy.cfg");
        this.socket = new HaproxySocket(settings.folder().resolve("admin.sock"));
    }

    /** The server that has the traffic, as the configuration says. */
    public Optional<Backend> active() throws IOException {
        Places places = places();
        return Optional.ofNullable(places.at(places.active()));
    }

    /**
     * Gives all new requests to this server; those under way on the other one may end in peace. Again with the same
     * server is harmless.
     */
    public void route(Backend backend, Duration drain) throws IOException, InterruptedException {
        Places before = places();
        boolean there = backend.equals(before.at(before.active()));
        Places after = there ? before : before.switchedTo(before.active().other(), backend);
        write(after);
        ensureRunning();
        Place active = after.active();
        socket.tell("set server app/%s addr %s port %d".formatted(active.server(), backend.address(), backend.port()));
        socket.tell("set server app/%s state ready".formatted(active.server()));
        retire(active.other(), drain);
    }

    /** Nothing serves: callers get 503 instead of a server that is known to be bad. */
    public void close() throws IOException {
        write(new Places(null, null, Place.BLUE));
        if (socket.answers()) {
            socket.tell("set server app/blue state maint");
            socket.tell("set server app/green state maint");
        }
    }

    private void retire(Place place, Duration drain) throws IOException, InterruptedException {
        socket.tell("set server app/%s state drain".formatted(place.server()));
        long end = System.nanoTime() + drain.toNanos();
        while (socket.sessions(place.server()) > 0 && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        socket.tell("set server app/%s state maint".formatted(place.server()));
    }

    private void ensureRunning() throws IOException, InterruptedException {
        ContainerState state = engine.inspect(settings.name()).orElse(null);
        if (state != null && state.running() && socket.answers()) {
            return;
        }
        if (state != null) {
            engine.remove(settings.name());
        }
        String id = engine.createContainer(ContainerSpec.named(settings.name(), settings.image(), settings.labels())
                .withCommand("haproxy", "-W", "-db", "-f", HaproxyConfig.FOLDER + "/haproxy.cfg")
                .withUser("0:0")
                .withNetwork(settings.network())
                .withMounts(new BindMount(settings.folder(), HaproxyConfig.FOLDER, false))
                .withPorts(new PortPublication(settings.listenHost(), settings.listenPort(), HaproxyConfig.PORT)));
        engine.start(id);
        long end = System.nanoTime() + START.toNanos();
        while (!socket.answers()) {
            if (System.nanoTime() > end) {
                throw new IOException("the proxy %s did not answer within %d s of its start; its last lines: %s"
                        .formatted(settings.name(), START.toSeconds(), engine.logs(id, 10)));
            }
            Thread.sleep(50);
        }
    }

    private Places places() throws IOException {
        if (!Files.exists(configuration)) {
            return new Places(null, null, Place.GREEN);
        }
        @Nullable Backend blue = null;
        @Nullable Backend green = null;
        Place active = Place.GREEN;
        Matcher server = SERVER.matcher(Files.readString(configuration));
        while (server.find()) {
            int port = Integer.parseInt(server.group(3));
            Backend backend = port == 1 ? null : new Backend(server.group(2), port);
            if (server.group(1).equals("blue")) {
                blue = backend;
                active = server.group(4) == null ? Place.BLUE : active;
            } else {
                green = backend;
            }
        }
        return new Places(blue, green, active);
    }

    private void write(Places places) throws IOException {
        Files.createDirectories(settings.folder());
        Path next = settings.folder().resolve("haproxy.cfg.next");
        Files.writeString(next, HaproxyConfig.text(places));
        Files.move(next, configuration, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
