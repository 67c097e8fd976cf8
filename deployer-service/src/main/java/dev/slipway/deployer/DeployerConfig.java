package dev.slipway.deployer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the deployer works; what it deploys where, and how, is in environments.yaml. */
@ConfigMapping(prefix = "slipway.deployer")
interface DeployerConfig {
    /** Folder for the proxies' configurations and sockets, which the engine mounts, and for the key of the fingerprints. */
    Path state();

    /** Folder for the secrets' files; by default in memory where the machine has a file system there. */
    Optional<Path> secrets();

    /** Image with HAProxy 2.4 or newer and nothing that starts by itself; pulled where the engine has none of the name. */
    @WithDefault("haproxy:lts")
    String proxyImage();

    /** How many probes in a row make it ready. */
    @WithDefault("3")
    int probes();

    /** Logins for pulling the apps' images and the proxy's, as docker login writes them. */
    Optional<Path> dockerConfig();

    /** For an image to be pulled. */
    @WithDefault("5m")
    Duration pullDeadline();

    /** Between SIGTERM and SIGKILL. */
    @WithDefault("10s")
    Duration stopGrace();

    /** Between two looks whether a frozen environment is open again. */
    @WithDefault("10s")
    Duration frozenPause();

    /** Between two looks whether what runs is what the ledger says. */
    @WithDefault("30s")
    Duration driftEvery();
}
