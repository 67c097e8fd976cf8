package dev.slipway.scanner;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Where the scanner finds what it needs. */
@ConfigMapping(prefix = "slipway.scanner")
interface ScannerConfig {
    /** Folder of OSV records, one folder or all.zip per ecosystem, as osv.dev exports them. */
    Path advisories();

    /** How often the folder is looked at for changes. */
    @WithDefault("5s")
    Duration advisoryCheck();

    /**
     * Registries spoken to without TLS, as {@code host:port}; loopback always is. {@code name=host:port} where images
     * are named by another address than the one it is reached at from here.
     */
    Optional<Set<String>> plainHttpRegistries();

    /** Logins for reading images and for attaching what was found, as docker login writes them. */
    Optional<Path> dockerConfig();
}
