package dev.slipway.engine;

/**
 * A TCP port of a container made reachable on the host.
 *
 * @param hostPort 0 lets the engine choose; {@link ContainerState#ports} then tells
 */
public record PortPublication(String hostIp, int hostPort, int containerPort) {
    public PortPublication {
        if (hostPort < 0 || hostPort > 65_535 || containerPort < 1 || containerPort > 65_535) {
            throw new IllegalArgumentException(
                    "not a port publication: host %d to container %d (expected 0-65535 to 1-65535)"
                            .formatted(hostPort, containerPort));
        }
    }

    /** Any free port of 127.0.0.1. */
    public static PortPublication ephemeral(int containerPort) {
        return new PortPublication("127.0.0.1", 0, containerPort);
    }
}
