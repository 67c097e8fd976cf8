package dev.slipway.ledger;

/** The move a job was to make has become pointless, such as the start of a build that was cancelled. Nothing is written. */
public final class Obsolete extends NotWritten {
    public Obsolete(String note) {
        super(note);
    }
}
