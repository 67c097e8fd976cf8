package dev.slipway.stack;

/** What was asked cannot be done on this machine; the message tells a person why and what to do. */
public final class Cannot extends Exception {
    public Cannot(String message) {
        super(message);
    }
}
