package dev.slipway.faults;

import java.util.Locale;

/** What kind of commit it is, and so how it has to end. */
enum Nature {
    /** Serves in the end. */
    GOOD,
    /** Fails its test: nothing is pushed. */
    UNTESTED,
    /** Is never ready: aborted before it had traffic. */
    UNREADY,
    /** Writes a fatal line under traffic: rolled back. */
    BREAKS;

    /** As the sample's code has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
