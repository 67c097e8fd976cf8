package dev.slipway.scanner.advisory;

/** A file that is no OSV record; the message says what was found and what was wanted. */
final class BrokenRecordException extends Exception {
    private final String reason;

    BrokenRecordException(String reason) {
        super(reason);
        this.reason = reason;
    }

    BrokenRecordException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
