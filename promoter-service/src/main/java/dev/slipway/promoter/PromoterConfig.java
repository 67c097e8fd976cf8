package dev.slipway.promoter;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** How the promoter works. */
@ConfigMapping(prefix = "slipway.promoter")
interface PromoterConfig {
    /**
     * Registries spoken to without TLS, as {@code host:port}; loopback always is. {@code name=host:port} where images
     * are named by another address than the one it is reached at from here.
     */
    Optional<Set<String>> plainHttpRegistries();

    /** Logins for copying images and for setting tags, as docker login writes them. */
    Optional<Path> dockerConfig();
}
