package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;

/**
 * Work to be done by a stage.
 *
 * @param lane jobs of one lane run one after the other, by priority and then oldest first
 * @param kind which of the stage's jobs it is
 * @param subject what it is about
 * @param dedupe the same key of the same stage and kind is the same job, however often it is asked for
 * @param priority higher goes first; 0 is routine
 * @param look whether it only looks at how things stand when it runs: while one of its kind and subject waits in the lane,
 *     another would see the same
 */
public record NewJob(String lane, String kind, Subject subject, String dedupe, int priority, boolean look) {
    /** Goes before routine work that waits. */
    public static final int URGENT = 10;

    public static NewJob of(String lane, String kind, Subject subject, String dedupe) {
        return new NewJob(lane, kind, subject, dedupe, 0, false);
    }

    public static NewJob look(String lane, String kind, Subject subject, String dedupe) {
        return new NewJob(lane, kind, subject, dedupe, 0, true);
    }

    public NewJob urgent() {
        return new NewJob(lane, kind, subject, dedupe, URGENT, look);
    }
}
