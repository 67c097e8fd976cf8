package dev.slipway.lifecycle;

/**
 * An image, named by its digest. A digest built again gets a further entry and no second life; a rescan adds evidence
 * and moves nothing.
 *
 * <pre>
 * BUILT -> SCANNED -> RETIRED
 *   +-------------------^
 * </pre>
 */
public sealed interface Artifact {
    /** The names of the states, as stored. */
    enum State {
        BUILT,
        SCANNED,
        RETIRED
    }

    Digest digest();

    State state();

    static Step built(Digest digest) {
        return Step.first(Machine.ARTIFACT, digest.value(), State.BUILT);
    }

    static Artifact in(State state, Digest digest) {
        return switch (state) {
            case BUILT -> new Built(digest);
            case SCANNED -> new Scanned(digest);
            case RETIRED -> new Retired(digest);
        };
    }

    /** Pushed and read back; nothing is known against it yet, which is not the same as nothing being against it. */
    record Built(Digest digest) implements Artifact {
        public Step scanned() {
            return Step.between(Machine.ARTIFACT, digest.value(), State.BUILT, State.SCANNED);
        }

        public Step retired() {
            return Step.between(Machine.ARTIFACT, digest.value(), State.BUILT, State.RETIRED);
        }

        @Override
        public State state() {
            return State.BUILT;
        }
    }

    /** Its contents are known and have been matched at least once. */
    record Scanned(Digest digest) implements Artifact {
        public Step retired() {
            return Step.between(Machine.ARTIFACT, digest.value(), State.SCANNED, State.RETIRED);
        }

        @Override
        public State state() {
            return State.SCANNED;
        }
    }

    /** Removed from the registry. */
    record Retired(Digest digest) implements Artifact {
        @Override
        public State state() {
            return State.RETIRED;
        }
    }
}
