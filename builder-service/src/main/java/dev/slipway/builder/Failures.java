package dev.slipway.builder;

import dev.slipway.builder.source.SourceFailure;
import dev.slipway.engine.EngineFailure;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.registry.RegistryFailure;
import dev.slipway.yaml.BrokenYaml;

/** What anything that went wrong means for a build. */
final class Failures {
    private Failures() {}

    /** An interrupt looks like any failure to whoever was waiting for an answer. */
    static StepFailure of(Exception failure) throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException(String.valueOf(failure.getMessage()));
        }
        return switch (failure) {
            case SourceFailure e when e.retryable() -> passing(FailureKind.SOURCE, e);
            case SourceFailure e -> lasting(FailureKind.SOURCE, e);
            case BrokenYaml e -> lasting(FailureKind.CONTEXT, e);
            case RegistryFailure e when e.retryable() -> passing(FailureKind.PUSH, e);
            case RegistryFailure e -> lasting(FailureKind.PUSH, e);
            case EngineFailure e -> EngineTrouble.failure(e);
            default -> new StepFailure.Transient(FailureKind.ENGINE.name(), "could not build: " + failure, failure);
        };
    }

    /** The same failure in words that may be seen, with the log told of it. */
    static StepFailure told(StepFailure failure, BuildLog log) {
        String message = Text.reason(log.redacted(String.valueOf(failure.getMessage())));
        log.add("failed (%s): %s".formatted(failure.kind(), message));
        return switch (failure) {
            case StepFailure.Terminal e -> new StepFailure.Terminal(e.kind(), message);
            case StepFailure.Transient e -> new StepFailure.Transient(e.kind(), message);
        };
    }

    private static StepFailure passing(FailureKind kind, Exception failure) {
        return new StepFailure.Transient(kind.name(), String.valueOf(failure.getMessage()), failure);
    }

    private static StepFailure lasting(FailureKind kind, Exception failure) {
        return new StepFailure.Terminal(kind.name(), String.valueOf(failure.getMessage()), failure);
    }
}
