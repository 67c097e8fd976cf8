package dev.slipway.engine;

import java.nio.file.Path;

/** A folder or file of the engine's host that a container sees. Both paths are absolute. */
public record BindMount(Path hostPath, String containerPath, boolean readOnly) {
    public BindMount {
        if (!hostPath.isAbsolute() || !containerPath.startsWith("/")) {
            throw new IllegalArgumentException(
                    "not a bind mount: %s to %s (expected absolute paths)".formatted(hostPath, containerPath));
        }
    }
}
