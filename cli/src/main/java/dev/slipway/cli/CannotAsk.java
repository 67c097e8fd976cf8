package dev.slipway.cli;

/** The console gave no answer, or not the one that was asked for; the message is for people. */
public final class CannotAsk extends Exception {
    private final int status;

    // status: of the HTTP answer, 0 where there was none
    CannotAsk(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The console's answer; 0 where none came. */
    public int status() {
        return status;
    }
}
