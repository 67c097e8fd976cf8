package dev.slipway.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Set;

/** Who may come in, and under which name. */
@ConfigMapping(prefix = "slipway.console")
interface ConsoleConfig {
    /** Holds the token that every caller shows; made at the start if it is missing. */
    @WithDefault("${user.home}/.config/slipway/token")
    Path tokenFile();

    /** Host names under which the console is called, besides those of the loopback interface. */
    @WithDefault("localhost")
    Set<String> hosts();
}
