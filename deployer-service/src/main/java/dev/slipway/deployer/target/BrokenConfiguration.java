package dev.slipway.deployer.target;

/** A file of the operators does not say what is needed. The message names file and key, what was found and what was wanted. */
public final class BrokenConfiguration extends Exception {
    BrokenConfiguration(String message) {
        super(message);
    }

    BrokenConfiguration(String message, Throwable cause) {
        super(message, cause);
    }
}
