package dev.slipway.ledger;

import org.jspecify.annotations.Nullable;

/** A step of a job could not be done. The message reads "tried X, failed because Y, do Z". */
public abstract sealed class StepFailure extends Exception {
    private final String kind;

    StepFailure(String kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** The stage's own word for what failed, such as a build's kind of failure. */
    public String kind() {
        return kind;
    }

    /** It can never work: a broken Dockerfile, an unknown commit. Also what is left of a transient failure after the last attempt. */
    public static final class Terminal extends StepFailure {
        public Terminal(String kind, String message) {
            super(kind, message, null);
        }

        public Terminal(String kind, String message, @Nullable Throwable cause) {
            super(kind, message, cause);
        }
    }

    /** Not now: the registry is down, the engine is busy. Tried again with growing pauses. */
    public static final class Transient extends StepFailure {
        public Transient(String kind, String message) {
            super(kind, message, null);
        }

        public Transient(String kind, String message, @Nullable Throwable cause) {
            super(kind, message, cause);
        }
    }
}
