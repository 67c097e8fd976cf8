package dev.slipway.builder;

import dev.slipway.engine.BuildAccess;
import dev.slipway.ledger.JobContext;
import dev.slipway.lifecycle.BuildId;

/** One go at making an image: from what, with which secrets, where it speaks to, and by when. */
record Attempt(Checkout checkout, BuildAccess access, BuildLog log, Deadline deadline, JobContext context) {
    BuildId build() {
        return checkout.build().id();
    }
}
