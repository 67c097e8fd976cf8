package dev.slipway.builder.secret;

/** A secret that a build asks for and does not get; the message never holds a value. */
public final class SecretRefused extends Exception {
    SecretRefused(String message) {
        super(message);
    }
}
