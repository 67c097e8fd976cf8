package dev.slipway.ledger;

import java.util.Locale;

/** How a run of a job ended. */
enum JobEnd {
    FINISHED,
    /** There was nothing left to do. */
    NOTHING,
    /** Its move makes no sense any more. */
    OBSOLETE,
    /** It waits for a lock or a window. */
    LATER,
    RETRY,
    /** Given up, with the fact that says so. */
    FAILED,
    DEAD,
    /** Given back, because the service stops. */
    RETURNED,
    /** Another replica has it, or will have it soon. */
    LOST,
    /** Its end could not be written; its lease will expire. */
    UNSETTLED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
