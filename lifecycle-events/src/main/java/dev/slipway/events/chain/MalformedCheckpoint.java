package dev.slipway.events.chain;

/** A text that is no checkpoint, no signed note or no key. The message says what was found and what was wanted. */
public final class MalformedCheckpoint extends Exception {
    MalformedCheckpoint(String message) {
        super(message);
    }

    MalformedCheckpoint(String message, Throwable cause) {
        super(message, cause);
    }
}
