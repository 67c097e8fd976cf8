package dev.slipway.lifecycle;

import java.util.Locale;

/** Who may write to the ledger: each service has its own database role and may make only the moves listed for it. */
public enum Role {
    BUILDER,
    SCANNER,
    PROMOTER,
    DEPLOYER,
    CONSOLE;

    /** As in columns, consumer groups and event sources. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Role of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
