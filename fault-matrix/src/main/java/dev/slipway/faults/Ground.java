package dev.slipway.faults;

/** What a case has to stand on. */
public enum Ground {
    /** The engine that the machine has: nobody may stop it. */
    ANY_ENGINE,
    /** An engine of the test bed's own; what runs on it is repaired where it differs from the ledger. */
    OWN_ENGINE
}
