package dev.slipway.deployer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How the deployer works; what it deploys where is in environments.yaml. */
@ConfigMapping(prefix = "slipway.deployer")
interface DeployerConfig {
    /** Folder for the proxies' configurations and sockets; the engine mounts parts of it. */
    Path state();

    /** Image with HAProxy 2.4 or newer and nothing that starts by itself. */
    @WithDefault("haproxy:lts")
    String proxyImage();

    /** From the start of a container to its readiness. */
    @WithDefault("60s")
    Duration startDeadline();

    /** How many probes in a row make it ready. */
    @WithDefault("3")
    int probes();

    /** How long it is watched with all traffic before it counts as good. */
    @WithDefault("3s")
    Duration bake();

    /** How long requests under way on the old set may take. */
    @WithDefault("10s")
    Duration drain();

    @WithDefault("5m")
    Duration pullDeadline();

    /** Between SIGTERM and SIGKILL. */
    @WithDefault("10s")
    Duration stopGrace();
}
