package dev.slipway.deployer.target;

import java.net.URI;
import java.util.Map;

/**
 * A Docker host and the address callers use there.
 *
 * @param engine {@code unix:///…} or {@code tcp://…}
 * @param listenHost and
 * @param listenPort where the proxy takes traffic
 * @param variables environment variables of the app's containers
 * @param configurationSha256 of everything above: the same digest with another configuration is another deployment
 */
public record Target(
        URI engine, String listenHost, int listenPort, Map<String, String> variables, String configurationSha256) {
    public Target {
        variables = Map.copyOf(variables);
    }

    /** For people and probes. */
    public String url() {
        return "http://%s:%d".formatted(listenHost, listenPort);
    }
}
