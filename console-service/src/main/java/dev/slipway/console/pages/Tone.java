package dev.slipway.console.pages;

import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Verdict;
import java.util.Locale;

/** How something stands, for an icon and a colour; beside them there is always the word. */
enum Tone {
    GOOD,
    BUSY,
    WAITING,
    BAD,
    QUIET;

    /** As a class of the style sheet and as the name of an icon. */
    public String css() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Tone of(Deployment.State state) {
        return switch (state) {
            case QUEUED -> WAITING;
            case PREPARING, STARTED, VERIFYING, SHIFTING, BAKING -> BUSY;
            case SUCCEEDED -> GOOD;
            case ABORTED, ROLLED_BACK, ROLLBACK_FAILED -> BAD;
            case INCONCLUSIVE -> WAITING;
            case SKIPPED, CANCELLED -> QUIET;
        };
    }

    static Tone of(Placement.State state) {
        return switch (state) {
            case PENDING -> WAITING;
            case BLOCKED, REVOKED -> BAD;
            case APPROVED -> GOOD;
            case SUPERSEDED -> QUIET;
        };
    }

    static Tone of(Build.State state) {
        return switch (state) {
            case REQUESTED -> WAITING;
            case BUILDING -> BUSY;
            case BUILT -> GOOD;
            case FAILED -> BAD;
            case CANCELLED -> QUIET;
        };
    }

    static Tone of(Verdict verdict) {
        return switch (verdict) {
            case PASS -> GOOD;
            case FAIL, ERROR -> BAD;
            case INCONCLUSIVE -> WAITING;
        };
    }
}
