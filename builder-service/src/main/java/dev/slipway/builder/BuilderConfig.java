package dev.slipway.builder;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How the builder works. */
@ConfigMapping(prefix = "slipway.builder")
interface BuilderConfig {
    /** The engine that builds; it runs strangers' Dockerfiles, so give it one of its own. */
    @WithDefault("unix:///var/run/docker.sock")
    URI engine();

    /** Registry and path that images are pushed under: the app's name follows. */
    String registry();

    /** Registries spoken to without TLS, as {@code host:port}; loopback always is. */
    Optional<Set<String>> plainHttpRegistries();

    /** Git hosts that may be fetched from, as {@code host} or {@code host:port}. */
    Set<String> gitHosts();

    /** Scratch space: a build's commit and context, removed when it ends. */
    Path work();

    @WithDefault("5m")
    Duration fetchDeadline();

    @WithDefault("15m")
    Duration buildDeadline();

    @WithDefault("5m")
    Duration testDeadline();

    @WithDefault("5m")
    Duration pushDeadline();

    /** How much of a build's output is kept, in bytes. */
    @WithDefault("1048576")
    int maxLog();
}
