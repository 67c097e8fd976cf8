package dev.slipway.console.pages;

import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.Placement;

/** A state in words, with its tone. */
record Status(Tone tone, String word) {
    static Status of(Deployment.State state) {
        return new Status(
                Tone.of(state),
                switch (state) {
                    case QUEUED -> "Queued";
                    case PREPARING -> "Preparing";
                    case STARTED -> "Started";
                    case VERIFYING -> "Verifying";
                    case SHIFTING -> "Shifting traffic";
                    case BAKING -> "Watched under traffic";
                    case SUCCEEDED -> "Succeeded";
                    case ABORTED -> "Aborted";
                    case ROLLED_BACK -> "Rolled back";
                    case ROLLBACK_FAILED -> "Roll back failed";
                    case INCONCLUSIVE -> "Inconclusive";
                    case SKIPPED -> "Skipped";
                    case CANCELLED -> "Cancelled";
                });
    }

    static Status of(Placement.State state) {
        return new Status(
                Tone.of(state),
                switch (state) {
                    case PENDING -> "Waiting";
                    case BLOCKED -> "Refused";
                    case APPROVED -> "Approved";
                    case SUPERSEDED -> "Superseded";
                    case REVOKED -> "Revoked";
                });
    }

    static Status of(Build.State state) {
        return new Status(
                Tone.of(state),
                switch (state) {
                    case REQUESTED -> "Requested";
                    case BUILDING -> "Building";
                    case BUILT -> "Built";
                    case FAILED -> "Failed";
                    case CANCELLED -> "Cancelled";
                });
    }
}
