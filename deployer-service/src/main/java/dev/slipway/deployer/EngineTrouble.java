package dev.slipway.deployer;

import dev.slipway.engine.EngineFailure;
import dev.slipway.ledger.StepFailure;

/** What a failure of the engine means for a step. */
final class EngineTrouble {
    private EngineTrouble() {}

    static StepFailure of(EngineFailure failure) throws InterruptedException {
        if (failure instanceof EngineFailure.Cancelled) {
            throw new InterruptedException(failure.getMessage());
        }
        return failure.retryable()
                ? new StepFailure.Transient("engine", String.valueOf(failure.getMessage()), failure)
                : new StepFailure.Terminal("engine", String.valueOf(failure.getMessage()), failure);
    }
}
