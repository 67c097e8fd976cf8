package dev.slipway.builder;

import dev.slipway.engine.EngineFailure;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.FailureKind;

/** What an engine's failure means for a build: by whose hands it can be mended, and whether to try again. */
final class EngineTrouble {
    private EngineTrouble() {}

    static StepFailure failure(EngineFailure failure) throws InterruptedException {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case EngineFailure.Cancelled cancelled -> throw new InterruptedException(cancelled.getMessage());
            case EngineFailure.TimedOut timedOut ->
                new StepFailure.Terminal(FailureKind.TIMEOUT.name(), message, timedOut);
            case EngineFailure.BuildFailed failed ->
                of(failed.diskFull() ? FailureKind.ENGINE : FailureKind.BUILD, failed, message);
            case EngineFailure.PushFailed failed -> of(FailureKind.PUSH, failed, message);
            case EngineFailure.PullFailed failed -> of(FailureKind.BUILD, failed, message);
            case EngineFailure.Unreachable unreachable -> of(FailureKind.ENGINE, unreachable, message);
            case EngineFailure.Refused refused -> of(FailureKind.ENGINE, refused, message);
        };
    }

    private static StepFailure of(FailureKind kind, EngineFailure failure, String message) {
        return failure.retryable()
                ? new StepFailure.Transient(kind.name(), message, failure)
                : new StepFailure.Terminal(kind.name(), message, failure);
    }
}
