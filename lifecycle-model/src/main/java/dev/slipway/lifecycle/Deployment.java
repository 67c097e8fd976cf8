package dev.slipway.lifecycle;

/**
 * One attempt to make a digest run in an environment. Before it takes traffic a failure aborts it and the one before
 * keeps serving; from SHIFTING on the way out is a roll back.
 *
 * <pre>
 * QUEUED -> PREPARING -> STARTED -> VERIFYING -> SHIFTING -> BAKING -> SUCCEEDED
 *   |           |           |           |            |          |
 *   |           +-----------+-----------+-> ABORTED  +----------+-> ROLLED_BACK | ROLLBACK_FAILED
 *   |                                   +------------+----------+-> INCONCLUSIVE
 *   +-> SKIPPED | CANCELLED | ABORTED
 * </pre>
 */
public sealed interface Deployment {
    /** The names of the states, as stored. */
    enum State {
        QUEUED,
        PREPARING,
        STARTED,
        VERIFYING,
        SHIFTING,
        BAKING,
        SUCCEEDED,
        ABORTED,
        ROLLED_BACK,
        ROLLBACK_FAILED,
        INCONCLUSIVE,
        SKIPPED,
        CANCELLED
    }

    DeploymentId id();

    State state();

    static Step queued(DeploymentId id) {
        return Step.first(Machine.DEPLOYMENT, id.toString(), State.QUEUED);
    }

    static Deployment in(State state, DeploymentId id) {
        return switch (state) {
            case QUEUED -> new Queued(id);
            case PREPARING -> new Preparing(id);
            case STARTED -> new Started(id);
            case VERIFYING -> new Verifying(id);
            case SHIFTING -> new Shifting(id);
            case BAKING -> new Baking(id);
            case SUCCEEDED, ABORTED, ROLLED_BACK, ROLLBACK_FAILED, INCONCLUSIVE, SKIPPED, CANCELLED ->
                new Ended(id, state);
        };
    }

    private static Step step(Deployment from, State to) {
        return Step.between(Machine.DEPLOYMENT, from.id().toString(), from.state(), to);
    }

    /** Waits for its turn. */
    record Queued(DeploymentId id) implements Deployment {
        public Step preparing() {
            return step(this, State.PREPARING);
        }

        public Step skipped() {
            return step(this, State.SKIPPED);
        }

        public Step cancelled() {
            return step(this, State.CANCELLED);
        }

        public Step aborted() {
            return step(this, State.ABORTED);
        }

        @Override
        public State state() {
            return State.QUEUED;
        }
    }

    /** The image is pulled and compared. */
    record Preparing(DeploymentId id) implements Deployment {
        public Step started() {
            return step(this, State.STARTED);
        }

        public Step aborted() {
            return step(this, State.ABORTED);
        }

        @Override
        public State state() {
            return State.PREPARING;
        }
    }

    /** The new set runs beside the old one and has no traffic. */
    record Started(DeploymentId id) implements Deployment {
        public Step verifying() {
            return step(this, State.VERIFYING);
        }

        public Step aborted() {
            return step(this, State.ABORTED);
        }

        @Override
        public State state() {
            return State.STARTED;
        }
    }

    /** Probed from outside, still without traffic. */
    record Verifying(DeploymentId id) implements Deployment {
        public Step shifting() {
            return step(this, State.SHIFTING);
        }

        public Step aborted() {
            return step(this, State.ABORTED);
        }

        public Step inconclusive() {
            return step(this, State.INCONCLUSIVE);
        }

        @Override
        public State state() {
            return State.VERIFYING;
        }
    }

    /** Takes traffic, in part or in whole. */
    record Shifting(DeploymentId id) implements Deployment {
        public Step baking() {
            return step(this, State.BAKING);
        }

        public Step rolledBack() {
            return step(this, State.ROLLED_BACK);
        }

        public Step rollbackFailed() {
            return step(this, State.ROLLBACK_FAILED);
        }

        public Step inconclusive() {
            return step(this, State.INCONCLUSIVE);
        }

        @Override
        public State state() {
            return State.SHIFTING;
        }
    }

    /** Has all traffic and is watched; the old set is still warm. */
    record Baking(DeploymentId id) implements Deployment {
        public Step succeeded() {
            return step(this, State.SUCCEEDED);
        }

        public Step rolledBack() {
            return step(this, State.ROLLED_BACK);
        }

        public Step rollbackFailed() {
            return step(this, State.ROLLBACK_FAILED);
        }

        public Step inconclusive() {
            return step(this, State.INCONCLUSIVE);
        }

        @Override
        public State state() {
            return State.BAKING;
        }
    }

    /** Over, well or badly. */
    record Ended(DeploymentId id, State state) implements Deployment {}
}
