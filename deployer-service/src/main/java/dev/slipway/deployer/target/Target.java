package dev.slipway.deployer.target;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Docker host, the address callers use there, and what differs there for one app.
 *
 * @param engine {@code unix:///…} or {@code tcp://…}
 * @param listenHost and
 * @param listenPort where the proxy takes traffic
 * @param variables environment variables of the app's containers
 * @param secrets by name, where each is to be had; never what it is
 */
public record Target(
        URI engine,
        String listenHost,
        int listenPort,
        Map<String, String> variables,
        Map<String, SecretReference> secrets,
        Strategy strategy,
        DriftPolicy drift) {
    /** What is done about a difference between the ledger and what runs. */
    public enum DriftPolicy {
        /** It is told. */
        REPORT,
        /** It is told, and a set that should serve and has stopped is started again. */
        REPAIR
    }

    public Target {
        variables = new TreeMap<>(variables);
        secrets = new TreeMap<>(secrets);
    }

    /** For people and probes. */
    public String url() {
        return "http://%s:%d".formatted(listenHost, listenPort);
    }

    public Target with(Strategy other) {
        return new Target(engine, listenHost, listenPort, variables, secrets, other, drift);
    }
}
