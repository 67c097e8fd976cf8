package dev.slipway.ledger;

/** The lease could not be kept: another replica has the job, or will have it soon. */
final class LostLease extends InterruptedException {
    LostLease(String message) {
        super(message);
    }
}
