package dev.slipway.engine;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports.Binding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the engine's description of a container. Any part of it may be missing. */
final class Inspection {
    /** What the engine says instead of "never". */
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private Inspection() {}

    static ContainerState state(InspectContainerResponse container) {
        var state = container.getState();
        var config = container.getConfig();
        var settings = container.getNetworkSettings();
        return new ContainerState(
                container.getId(),
                bareName(container.getName()),
                state.getStatus() == null ? "" : state.getStatus(),
                Boolean.TRUE.equals(state.getRunning()),
                state.getExitCodeLong() == null ? 0 : state.getExitCodeLong(),
                Boolean.TRUE.equals(state.getOOMKilled()),
                container.getRestartCount() == null ? 0 : container.getRestartCount(),
                container.getImageId(),
                config.getImage() == null ? "" : config.getImage(),
                settings.getPorts() == null
                        ? List.of()
                        : ports(settings.getPorts().getBindings()),
                addresses(container),
                config.getLabels() == null ? Map.of() : config.getLabels(),
                instant(state.getStartedAt()),
                instant(state.getFinishedAt()));
    }

    private static String bareName(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static List<PortPublication> ports(Map<ExposedPort, Binding[]> bindings) {
        var ports = new ArrayList<PortPublication>();
        bindings.forEach((exposed, published) -> {
            if (published != null) {
                for (var each : published) {
                    ports.add(new PortPublication(
                            each.getHostIp(), Integer.parseInt(each.getHostPortSpec()), exposed.getPort()));
                }
            }
        });
        return ports;
    }

    private static Map<String, String> addresses(InspectContainerResponse container) {
        var addresses = new HashMap<String, String>();
        var networks = container.getNetworkSettings().getNetworks();
        if (networks != null) {
            networks.forEach((name, network) -> {
                if (network.getIpAddress() != null && !network.getIpAddress().isEmpty()) {
                    addresses.put(name, network.getIpAddress());
                }
            });
        }
        return addresses;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null || text.isEmpty() || text.equals(NEVER) ? null : Instant.parse(text);
    }
}
