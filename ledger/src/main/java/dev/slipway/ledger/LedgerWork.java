package dev.slipway.ledger;

/** Writes inside one ledger transaction: quick, without effects outside it, and possibly run again from the start. */
@FunctionalInterface
public interface LedgerWork {
    /** Throws {@link Obsolete} to write nothing and close the job with a note. */
    void write(LedgerTx tx) throws Obsolete;
}
