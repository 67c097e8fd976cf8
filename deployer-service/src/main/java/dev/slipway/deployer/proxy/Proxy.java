package dev.slipway.deployer.proxy;

import dev.slipway.deployer.proxy.HaproxyConfig.Place;
import dev.slipway.deployer.proxy.HaproxyConfig.Places;
import dev.slipway.deployer.proxy.HaproxyConfig.Server;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.ledger.Failpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of one app in one environment. What it shall do is written to its configuration first and then told to the
 * runtime, so that whatever stops in between, a proxy that starts does what was last wanted. Every verb may be repeated.
 */
public final class Proxy {
    private final ProxyContainer container;
    private final Path folder;
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
        this.folder = settings.folder();
        this.socket = new HaproxySocket(folder.resolve("admin.sock"));
        this.container = new ProxyContainer(engine, settings, socket);
    }

    /** The share of the traffic this server has, as the configuration says; empty where it is not known. */
    public Optional<Integer> weight(Backend backend) throws IOException {
        Places places = places();
        return places.of(backend).map(places::at).map(Server::weight);
    }

    /** Puts a server beside the one that has the traffic; it gets none yet. */
    public void offer(@Nullable Backend old, Backend fresh) throws IOException, InterruptedException {
        Places before = places();
        Places places = keeping(before, old, HaproxyConfig.ALL);
        if (places.of(fresh).isEmpty()) {
            Place place = old == null
                    ? places.free()
                    : places.of(old).map(Place::other).orElseGet(places::free);
            places = places.with(place, new Server(fresh, 0));
        }
        if (!places.equals(before)) {
            container.validate(HaproxyConfig.text(places));
        }
        apply(places);
    }

    private static Places keeping(Places places, @Nullable Backend backend, int weight) {
        return backend == null || places.of(backend).isPresent()
                ? places
                : places.with(places.free(), new Server(backend, weight));
    }

    /** Gives this server so many percent of the traffic and the other one the rest, or all if there is no other. */
    public void share(@Nullable Backend old, Backend fresh, int percent) throws IOException, InterruptedException {
        Places places = keeping(keeping(places(), old, 0), fresh, 0);
        Place place = places.of(fresh).orElseThrow();
        Server other = places.at(place.other());
        int mine = old == null ? HaproxyConfig.ALL : percent;
        places = places.with(place, new Server(fresh, mine));
        if (other != null) {
            places = places.with(place.other(), new Server(other.backend(), HaproxyConfig.ALL - mine));
        }
        apply(places);
    }

    /** Takes every server but this one out, once the requests under way there have ended or the time is over. */
    public void keepOnly(Backend kept, Duration drain) throws IOException, InterruptedException {
        share(kept, kept, HaproxyConfig.ALL);
        Places places = places();
        Place place = places.of(kept).orElseThrow().other();
        long end = System.nanoTime() + drain.toNanos();
        while (socket.counters(place.server()).sessions() > 0 && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        apply(places.with(place, null));
    }

    /** Nothing serves: callers get 503 instead of a server that is known to be bad. */
    public void close() throws IOException {
        write(Places.EMPTY);
        if (socket.answers()) {
            tell(Places.EMPTY);
        }
    }

    /** Brings it back as the configuration says, if it is away or does something else. */
    public void restore() throws IOException, InterruptedException {
        apply(places());
    }

    public Counters counters(Backend backend) throws IOException {
        Place place = places().of(backend).orElse(null);
        return place == null ? Counters.NONE : socket.counters(place.server());
    }

    /** How the proxy stands against its configuration: sentences for people, none if all is as it should be. */
    public List<String> differences() throws IOException {
        if (!container.runs()) {
            return List.of("the proxy does not run");
        }
        List<String> found = new ArrayList<>();
        Places places = places();
        for (Place place : Place.values()) {
            Server server = places.at(place);
            Counters now = socket.counters(place.server());
            if (server != null && now.weight() != server.weight()) {
                found.add("server %s has weight %d, wanted %d"
                        .formatted(server.backend(), now.weight(), server.weight()));
            }
        }
        return found;
    }

    private void apply(Places places) throws IOException, InterruptedException {
        write(places);
        Failpoint.DEPLOY_AFTER_CONFIGURE.hit();
        container.ensureRunning();
        tell(places);
    }

    /** The server with more traffic first: at no moment is there none. */
    private void tell(Places places) throws IOException {
        Place first = places.free().other();
        for (Place place : List.of(first, first.other())) {
            Server server = places.at(place);
            String name = "app/" + place.server();
            if (server == null) {
                socket.tell("set server %s state maint".formatted(name));
            } else {
                Backend backend = server.backend();
                socket.tell("set server %s addr %s port %d".formatted(name, backend.address(), backend.port()));
                socket.tell("set server %s weight %d".formatted(name, server.weight()));
                socket.tell("set server %s state ready".formatted(name));
            }
        }
    }

    private Path configuration() {
        return folder.resolve(ProxyContainer.CONFIGURATION);
    }

    private Places places() throws IOException {
        return Files.exists(configuration()) ? HaproxyConfig.parse(Files.readString(configuration())) : Places.EMPTY;
    }

    private void write(Places places) throws IOException {
        Files.createDirectories(folder);
        Path next = folder.resolve("haproxy.cfg.next");
        Files.writeString(next, HaproxyConfig.text(places));
        Files.move(next, configuration(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
