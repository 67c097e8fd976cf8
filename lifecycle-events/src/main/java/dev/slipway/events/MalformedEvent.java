package dev.slipway.events;

/** Bytes that are not an event of ours. The message says what was found and what was wanted; retrying cannot help. */
public final class MalformedEvent extends Exception {
    public MalformedEvent(String message) {
        super(message);
    }

    MalformedEvent(String message, Throwable cause) {
        super(message, cause);
    }
}
