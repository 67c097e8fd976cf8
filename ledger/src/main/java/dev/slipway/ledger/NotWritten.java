package dev.slipway.ledger;

import org.jspecify.annotations.Nullable;

/** A ledger transaction ended without writing anything, on purpose. */
abstract sealed class NotWritten extends Exception permits Obsolete, JobQueue.Fenced {
    NotWritten(@Nullable String message) {
        super(message);
    }
}
