package dev.slipway.lifecycle;

/**
 * The permission of an artifact in an environment of an app; not whether it runs there.
 *
 * <pre>
 * PENDING <-> BLOCKED
 *    |
 *    v
 * APPROVED -> SUPERSEDED -> PENDING (asked for again) | APPROVED (rolled back to)
 *    +------> REVOKED ----> PENDING (asked for again)
 * </pre>
 */
public sealed interface Placement {
    /** The names of the states, as stored. */
    enum State {
        PENDING,
        BLOCKED,
        APPROVED,
        SUPERSEDED,
        REVOKED
    }

    Id id();

    State state();

    /** Where, and what. */
    record Id(AppEnvironment place, Digest digest) {
        @Override
        public String toString() {
            return place + "@" + digest;
        }
    }

    static Step requested(Id id) {
        return Step.first(Machine.PLACEMENT, id.toString(), State.PENDING);
    }

    static Placement in(State state, Id id) {
        return switch (state) {
            case PENDING -> new Pending(id);
            case BLOCKED -> new Blocked(id);
            case APPROVED -> new Approved(id);
            case SUPERSEDED -> new Superseded(id);
            case REVOKED -> new Revoked(id);
        };
    }

    private static Step step(Id id, State from, State to) {
        return Step.between(Machine.PLACEMENT, id.toString(), from, to);
    }

    /** Its gates are open questions. */
    record Pending(Id id) implements Placement {
        public Step approved() {
            return step(id, State.PENDING, State.APPROVED);
        }

        public Step blocked() {
            return step(id, State.PENDING, State.BLOCKED);
        }

        @Override
        public State state() {
            return State.PENDING;
        }
    }

    /** A gate says no; new evidence reopens it. */
    record Blocked(Id id) implements Placement {
        public Step reopened() {
            return step(id, State.BLOCKED, State.PENDING);
        }

        @Override
        public State state() {
            return State.BLOCKED;
        }
    }

    /** The promotion is recorded, bytes and tags are in place: this digest may run here. */
    record Approved(Id id) implements Placement {
        public Step superseded() {
            return step(id, State.APPROVED, State.SUPERSEDED);
        }

        public Step revoked() {
            return step(id, State.APPROVED, State.REVOKED);
        }

        @Override
        public State state() {
            return State.APPROVED;
        }
    }

    /** Another digest took its place. */
    record Superseded(Id id) implements Placement {
        public Step requestedAgain() {
            return step(id, State.SUPERSEDED, State.PENDING);
        }

        /** A roll back to what was good here needs no new permission. */
        public Step restored() {
            return step(id, State.SUPERSEDED, State.APPROVED);
        }

        @Override
        public State state() {
            return State.SUPERSEDED;
        }
    }

    /** The permission was taken back. */
    record Revoked(Id id) implements Placement {
        public Step requestedAgain() {
            return step(id, State.REVOKED, State.PENDING);
        }

        @Override
        public State state() {
            return State.REVOKED;
        }
    }
}
