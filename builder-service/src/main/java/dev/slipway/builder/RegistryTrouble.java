package dev.slipway.builder;

import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.registry.RegistryFailure;

/** What a registry's failure means for a build. */
final class RegistryTrouble {
    private RegistryTrouble() {}

    static StepFailure failure(RegistryFailure failure) {
        String message = String.valueOf(failure.getMessage());
        return failure.retryable()
                ? new StepFailure.Transient(FailureKind.PUSH.name(), message, failure)
                : new StepFailure.Terminal(FailureKind.PUSH.name(), message, failure);
    }
}
