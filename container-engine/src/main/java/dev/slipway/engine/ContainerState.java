package dev.slipway.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says about a container.
 *
 * @param status the engine's word: created, running, paused, restarting, removing, exited, dead
 * @param exitCode of the last run; 0 also before the first one, so look at {@code startedAt}
 * @param imageReference what it was created from, {@code repository@sha256:…} for ours
 * @param ports published ports with the host ports the engine chose; empty while it does not run
 * @param addresses IP address by network name; empty while it does not run
 * @param startedAt null before the first start
 */
public record ContainerState(
        String id,
        String name,
        String status,
        boolean running,
        long exitCode,
        boolean oomKilled,
        int restartCount,
        String imageId,
        String imageReference,
        List<PortPublication> ports,
        Map<String, String> addresses,
        Map<String, String> labels,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {
    public ContainerState {
        ports = List.copyOf(ports);
        addresses = Map.copyOf(addresses);
        labels = Map.copyOf(labels);
    }
}
