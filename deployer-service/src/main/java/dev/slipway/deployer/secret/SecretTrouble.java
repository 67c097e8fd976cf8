package dev.slipway.deployer.secret;

import org.jspecify.annotations.Nullable;

/** A secret could not be had or handed over. The message never has a value in it. */
public final class SecretTrouble extends Exception {
    SecretTrouble(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
