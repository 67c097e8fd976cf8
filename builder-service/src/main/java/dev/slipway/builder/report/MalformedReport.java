package dev.slipway.builder.report;

/** A test report that cannot be believed; the message says what was found. */
public final class MalformedReport extends Exception {
    MalformedReport(String message) {
        super(message);
    }
}
