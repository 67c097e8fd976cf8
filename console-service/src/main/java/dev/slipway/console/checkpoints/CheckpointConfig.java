package dev.slipway.console.checkpoints;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How often the ledger is signed, and by whom. */
@ConfigMapping(prefix = "slipway.console.checkpoint")
interface CheckpointConfig {
    /** The pace; a checkpoint is made when something has grown since the last one. */
    @WithDefault("5m")
    Duration every();

    /** Holds the private key (Ed25519, PKCS#8 in PEM); made at the start if it is missing. The same for every replica. */
    @WithDefault("${user.home}/.config/slipway/checkpoint-key")
    Path keyFile();

    /** Names this ledger in its checkpoints. */
    @WithDefault("slipway")
    String name();

    /** Public keys that signed earlier ones, after the key was changed. */
    Optional<List<String>> formerKeys();
}
