package dev.slipway.console.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Who may come in, under which name, and for how long. */
@ConfigMapping(prefix = "slipway.console")
interface ConsoleConfig {
    /** Holds the token that may do all, with which the first others are made; made at the start if it is missing. */
    @WithDefault("${user.home}/.config/slipway/token")
    Path tokenFile();

    /** Host names under which the console is called, besides those of the loopback interface. */
    @WithDefault("localhost")
    Set<String> hosts();

    /** The longest life a token can be given. */
    @WithDefault("90d")
    Duration maxTokenLife();

    /** How long a login lasts. */
    @WithDefault("12h")
    Duration session();
}
