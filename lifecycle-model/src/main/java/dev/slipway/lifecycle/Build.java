package dev.slipway.lifecycle;

/**
 * One attempt to make an image from a commit.
 *
 * <pre>
 * REQUESTED -> BUILDING -> BUILT
 *     |            +-----> FAILED
 *     +------------+-----> CANCELLED
 * </pre>
 */
public sealed interface Build {
    /** The names of the states, as stored. */
    enum State {
        REQUESTED,
        BUILDING,
        BUILT,
        FAILED,
        CANCELLED
    }

    BuildId id();

    State state();

    static Step requested(BuildId id) {
        return Step.first(Machine.BUILD, id.toString(), State.REQUESTED);
    }

    static Build in(State state, BuildId id) {
        return switch (state) {
            case REQUESTED -> new Requested(id);
            case BUILDING -> new Building(id);
            case BUILT -> new Built(id);
            case FAILED -> new Failed(id);
            case CANCELLED -> new Cancelled(id);
        };
    }

    /** Accepted; a builder will take it. */
    record Requested(BuildId id) implements Build {
        public Step started() {
            return step(State.BUILDING);
        }

        public Step failed() {
            return step(State.FAILED);
        }

        public Step cancelled() {
            return step(State.CANCELLED);
        }

        private Step step(State to) {
            return Step.between(Machine.BUILD, id.toString(), State.REQUESTED, to);
        }

        @Override
        public State state() {
            return State.REQUESTED;
        }
    }

    /** A builder works on it. */
    record Building(BuildId id) implements Build {
        public Step built() {
            return step(State.BUILT);
        }

        public Step failed() {
            return step(State.FAILED);
        }

        public Step cancelled() {
            return step(State.CANCELLED);
        }

        private Step step(State to) {
            return Step.between(Machine.BUILD, id.toString(), State.BUILDING, to);
        }

        @Override
        public State state() {
            return State.BUILDING;
        }
    }

    /** It has a digest. */
    record Built(BuildId id) implements Build {
        @Override
        public State state() {
            return State.BUILT;
        }
    }

    /** It has a kind of failure and a reason. */
    record Failed(BuildId id) implements Build {
        @Override
        public State state() {
            return State.FAILED;
        }
    }

    /** Someone asked to stop it. */
    record Cancelled(BuildId id) implements Build {
        @Override
        public State state() {
            return State.CANCELLED;
        }
    }
}
