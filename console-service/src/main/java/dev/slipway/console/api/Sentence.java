package dev.slipway.console.api;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.PlacementView;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Verdict;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The answer to "why", for someone who reads one line. */
final class Sentence {
    private Sentence() {}

    static String about(EnvironmentName environment, @Nullable PlacementView placement, List<LifecycleEvent> events) {
        if (placement == null) {
            return "nobody has asked for it to enter %s, and no rule has".formatted(environment);
        }
        return switch (placement.state()) {
            case PENDING -> "it waits before %s: %s".formatted(environment, open(events));
            case BLOCKED -> "%s is closed to it: %s".formatted(environment, open(events));
            case APPROVED -> "it may run in %s: every gate passed".formatted(environment) + approved(events);
            case SUPERSEDED -> "it was allowed in %s, and another has taken its place".formatted(environment);
            case REVOKED -> "its permission for %s was taken back".formatted(environment);
        };
    }

    private static String approved(List<LifecycleEvent> events) {
        return events.reversed().stream()
                .filter(event -> event.fact() instanceof Fact.PromotionApproved)
                .findFirst()
                .map(event -> ", recorded by %s at %s".formatted(event.actor(), event.at()))
                .orElse("");
    }

    private static String open(List<LifecycleEvent> events) {
        return events.reversed().stream()
                .filter(event -> event.fact() instanceof Fact.GateEvaluated)
                .findFirst()
                .map(event -> ((Fact.GateEvaluated) event.fact())
                        .gates().stream()
                                .filter(gate -> gate.verdict() != Verdict.PASS)
                                .map(gate -> "%s: %s".formatted(gate.gate(), gate.because()))
                                .collect(Collectors.joining("; ")))
                .orElse("its gates have not been asked yet");
    }
}
