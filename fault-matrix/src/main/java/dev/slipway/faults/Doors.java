package dev.slipway.faults;

import dev.slipway.faults.proxy.FaultProxy;
import dev.slipway.stack.Ports;
import dev.slipway.stack.Service;
import dev.slipway.stack.SlipwayStack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The proxies between each service and what it stands on: every connection of theirs can be broken. */
final class Doors implements AutoCloseable {
    private final Map<Service, FaultProxy> databases = new EnumMap<>(Service.class);
    private final Map<Service, FaultProxy> brokers = new EnumMap<>(Service.class);
    private final Map<Service, FaultProxy> engines = new EnumMap<>(Service.class);
    private final Map<Service, Path> sockets = new EnumMap<>(Service.class);

    /** Where the sockets are: the path of one may have 107 bytes, and that of a test bed is as long as it is. */
    private final Path folder = Files.createTempDirectory("slipway-doors");

    /** Before the stack's broker is started: it has to know the doors by which it will be reached. */
    Doors(SlipwayStack stack, URI engine) throws IOException {
        for (Service service : Service.values()) {
            databases.put(service, FaultProxy.tcp(0, stack.postgres().port()));
            List<Integer> ports = Ports.free(2);
            stack.broker().addDoor(ports.get(0), ports.get(1));
            brokers.put(service, FaultProxy.tcp(ports.get(1), ports.get(0)));
        }
        if (engine.getScheme().equals("unix")) {
            for (Service service : List.of(Service.BUILDER, Service.DEPLOYER)) {
                Path socket = folder.resolve(service.wireName() + ".sock");
                sockets.put(service, socket);
                engines.put(service, FaultProxy.unix(socket, Path.of(engine.getPath())));
            }
        }
    }

    FaultProxy database(Service service) {
        return proxy(databases, service);
    }

    FaultProxy broker(Service service) {
        return proxy(brokers, service);
    }

    /** Only builder and deployer have one, and only where the engine is reached by a socket file. */
    @Nullable
    FaultProxy engine(Service service) {
        return engines.get(service);
    }

    private static FaultProxy proxy(Map<Service, FaultProxy> proxies, Service service) {
        FaultProxy proxy = proxies.get(service);
        if (proxy == null) {
            throw new IllegalStateException("no door for " + service);
        }
        return proxy;
    }

    /** Where a service finds the engine. */
    URI engineFor(Service service, URI direct) {
        Path socket = sockets.get(service);
        return socket == null ? direct : URI.create("unix://" + socket);
    }

    Map<String, String> environment(Service service, URI engine) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "jdbc:postgresql://127.0.0.1:%d/slipway"
                        .formatted(database(service).port()),
                "KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + broker(service).port()));
        if (service == Service.BUILDER) {
            environment.put("SLIPWAY_BUILDER_ENGINE", engineFor(service, engine).toString());
        }
        return environment;
    }

    void heal() {
        databases.values().forEach(FaultProxy::heal);
        brokers.values().forEach(FaultProxy::heal);
        engines.values().forEach(FaultProxy::heal);
    }

    @Override
    public void close() throws IOException {
        for (Map<Service, FaultProxy> proxies : List.of(databases, brokers, engines)) {
            for (FaultProxy proxy : proxies.values()) {
                proxy.close();
            }
        }
        Files.deleteIfExists(folder);
    }
}
