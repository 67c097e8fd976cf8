package dev.slipway.console.access;

import java.util.Locale;

/** What a caller may do, each with all that the one before may. An approver is not in the row: that is asked by the name of the role. */
public enum AccessRole {
    /** Reads. */
    VIEWER,
    /** Has things built, promoted, deployed, rolled back, aborted, cancelled. */
    DEPLOYER,
    /** Holds, freezes, vetoes, waives, handles dead letters. */
    OPERATOR,
    /** Makes and revokes tokens. */
    ADMIN;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean includes(AccessRole other) {
        return compareTo(other) >= 0;
    }
}
