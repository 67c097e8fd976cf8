package dev.slipway.promoter.decision;

import dev.slipway.promoter.policy.ApprovalRule;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import dev.slipway.promoter.policy.GateRules;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When an answer can change although nothing happens. */
public final class NextLook {
    private NextLook() {}

    /** The first such time; empty when only a new fact can change an answer. */
    public static Optional<Instant> after(EnvironmentPolicy policy, Facts facts) {
        return Stream.of(soaked(policy, facts), opened(facts), expired(policy.gates(), facts))
                .flatMap(times -> times)
                .filter(Objects::nonNull)
                .filter(time -> time.isAfter(facts.at()))
                .min(Comparator.naturalOrder());
    }

    private static Stream<@Nullable Instant> soaked(EnvironmentPolicy policy, Facts facts) {
        var soak = policy.gates().soak();
        return soak == null
                ? Stream.of()
                : policy.after().stream()
                        .map(parent -> facts.deployed().get(parent.value()))
                        .filter(Objects::nonNull)
                        .map(deployed -> deployed.at().plus(soak));
    }

    private static Stream<@Nullable Instant> opened(Facts facts) {
        return Stream.concat(
                facts.frozen().stream().map(Facts.Frozen::until),
                facts.restrictions().stream().map(Facts.Restriction::until));
    }

    private static Stream<@Nullable Instant> expired(GateRules rules, Facts facts) {
        ApprovalRule approvals = rules.approvals();
        Facts.Scan scan = facts.scan();
        Stream<@Nullable Instant> approved = approvals == null
                ? Stream.of()
                : facts.approvals().stream()
                        .map(one -> ApprovalGate.expires(approvals, one).orElse(null));
        Stream<@Nullable Instant> scanned = scan == null || rules.scan().age() == null
                ? Stream.of()
                : Stream.of(scan.at().plus(rules.scan().age()));
        return Stream.of(approved, scanned, facts.waivers().stream().map(Facts.Waiver::expires))
                .flatMap(times -> times);
    }
}
