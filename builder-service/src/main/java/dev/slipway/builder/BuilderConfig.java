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

    /**
     * Registries spoken to without TLS, as {@code host:port}; loopback always is. {@code name=host:port} where images
     * are named by another address than the one it is reached at from here.
     */
    Optional<Set<String>> plainHttpRegistries();

    /** Git hosts that may be fetched from, as {@code host} or {@code host:port}. */
    Set<String> gitHosts();

    /** Scratch space: a build's commit and context, removed when it ends. */
    Path work();

    /** The operators' build secrets: a folder per app with a file per secret, and a list of repositories. */
    Optional<Path> secrets();

    /** Logins for pulling base images and for pushing, as docker login writes them. */
    Optional<Path> dockerConfig();

    /** Tags that a branch may not get by its name alone: those of environments. */
    @WithDefault("dev,test,staging,prod,production,latest")
    Set<String> reservedTags();

    /** From a build's start to its end, whatever is tried again in between. */
    @WithDefault("30m")
    Duration deadline();

    /** For the commit to be fetched. */
    @WithDefault("5m")
    Duration fetchDeadline();

    /** For one build of the Dockerfile, and for each test stage. */
    @WithDefault("15m")
    Duration buildDeadline();

    /** For one test container. */
    @WithDefault("5m")
    Duration testDeadline();

    /** Of one test container, in bytes; there is no swap. */
    @WithDefault("536870912")
    long testMemory();

    /** Of one test container. */
    @WithDefault("1.0")
    double testCpus();

    /** Processes and threads of one test container. */
    @WithDefault("256")
    long testPids();

    /** How much of a test container's output is kept, in bytes. */
    @WithDefault("262144")
    int testOutput();

    /** For the image to be pushed. */
    @WithDefault("5m")
    Duration pushDeadline();

    /** How much of a build's output is kept, in bytes. */
    @WithDefault("1048576")
    int maxLog();
}
