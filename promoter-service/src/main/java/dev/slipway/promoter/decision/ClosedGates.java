package dev.slipway.promoter.decision;

import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.decision.Facts.Restriction;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The gates that are closed for a time, or until a person opens them. */
final class ClosedGates {
    private ClosedGates() {}

    static Optional<Answer> soak(EnvironmentPolicy policy, Facts facts) {
        Duration soak = policy.gates().soak();
        if (soak == null) {
            return Optional.empty();
        }
        List<String> waiting = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        for (EnvironmentName parent : policy.after()) {
            Facts.Deployed deployed = facts.deployed().get(parent.value());
            if (deployed == null) {
                waiting.add("it has not been deployed well to %s yet".formatted(parent));
            } else {
                entries.add(deployed.entry());
                Instant end = deployed.at().plus(soak);
                if (end.isAfter(facts.at())) {
                    waiting.add("in %s since %s, until %s".formatted(parent, Say.time(deployed.at()), Say.time(end)));
                }
            }
        }
        return Optional.of(
                waiting.isEmpty()
                        ? new Answer("soak", Verdict.PASS, "was well for " + Say.length(soak), entries)
                        : new Answer(
                                "soak",
                                Verdict.INCONCLUSIVE,
                                "soaks for %s: %s".formatted(Say.length(soak), String.join("; ", waiting)),
                                entries));
    }

    static Optional<Answer> freeze(Facts facts) {
        List<String> closed = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        for (Facts.Frozen window : facts.frozen()) {
            closed.add("closed by the window '%s' (%s), opens %s"
                    .formatted(
                            window.cron(), window.zone(), window.until() == null ? "never" : Say.time(window.until())));
        }
        for (Restriction freeze : of(facts, Restriction.Kind.FREEZE)) {
            Instant until = freeze.until();
            if (until == null || until.isAfter(facts.at())) {
                closed.add("frozen by %s %s: %s"
                        .formatted(
                                freeze.actor(),
                                until == null ? "until somebody closes the freeze" : "until " + Say.time(until),
                                freeze.reason()));
                entries.add(freeze.entry());
            }
        }
        return closed.isEmpty()
                ? Optional.empty()
                : Optional.of(new Answer("freeze", Verdict.INCONCLUSIVE, String.join("; ", closed), entries));
    }

    static Optional<Answer> hold(Facts facts) {
        return of(facts, Restriction.Kind.HOLD).stream()
                .findFirst()
                .map(hold -> Answer.of(
                        "hold",
                        Verdict.FAIL,
                        "held by %s since %s: %s".formatted(hold.actor(), Say.time(hold.since()), hold.reason()),
                        hold.entry()));
    }

    static Optional<Answer> veto(Facts facts) {
        return Optional.ofNullable(facts.veto())
                .map(veto -> Answer.of(
                        "veto", Verdict.FAIL, "vetoed by %s: %s".formatted(veto.actor(), veto.reason()), veto.entry()));
    }

    private static List<Restriction> of(Facts facts, Restriction.Kind kind) {
        return facts.restrictions().stream().filter(one -> one.kind() == kind).toList();
    }
}
