package dev.slipway.demo;

/** The demo cannot go on; the message tells a person why and what to do. */
public final class Cannot extends Exception {
    Cannot(String message) {
        super(message);
    }
}
