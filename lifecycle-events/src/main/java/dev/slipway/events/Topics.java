package dev.slipway.events;

/** The topics. */
public final class Topics {
    /** What an outsider may ask for; any key; written by CI. */
    public static final String REQUESTS = "slipway.requests";
    /** Every fact, keyed by its subject; kept for ever; written by the services' relays only. */
    public static final String LIFECYCLE = "slipway.lifecycle";
    /** What a stage gave up on, with the original bytes and why. */
    public static final String DEAD_LETTER = "slipway.dead-letter";
    /** Signed checkpoints over the ledger, of one partition; a copy that does not lie in its database. */
    public static final String CHECKPOINTS = "slipway.checkpoints";

    private Topics() {}
}
