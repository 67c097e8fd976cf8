package dev.slipway.promoter.decision;

import dev.slipway.events.Fact.ApprovalDecision;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.ApprovalRule;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import dev.slipway.promoter.policy.GateRules;
import dev.slipway.promoter.policy.ScanRule;
import dev.slipway.promoter.policy.TestsRule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A digest that may go to prod, and policies there; a test takes away or adds what it is about. */
final class Samples {
    static final AppName APP = new AppName("shop");
    static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final ScanRule SCAN = new ScanRule(Map.of("CRITICAL", 0, "HIGH", 2), false, null, false, null);
    static final GateRules RULES = new GateRules(TestsRule.REQUIRED, SCAN, null, null, List.of(), null);
    static final EnvironmentPolicy PROD = policy(RULES);

    /** Asks for everything there is. */
    static final EnvironmentPolicy STRICT = policy(new GateRules(
            TestsRule.REQUIRED,
            new ScanRule(Map.of("CRITICAL", 0), true, Duration.ofHours(24), false, 0),
            new ApprovalRule(2, "release-manager", Duration.ofDays(7)),
            Duration.ofMinutes(10),
            List.of(),
            "scan.packages < 500"));

    private Samples() {}

    static EnvironmentPolicy policy(GateRules rules) {
        return new EnvironmentPolicy(
                new EnvironmentName("prod"), List.of(new EnvironmentName("dev")), true, null, rules);
    }

    static EnvironmentPolicy policy(ScanRule scan) {
        return policy(new GateRules(TestsRule.REQUIRED, scan, null, null, List.of(), null));
    }

    static Facts.Finding finding(String advisory, String severity, @Nullable String fixedIn) {
        return new Facts.Finding(advisory, List.of("ALIAS-" + advisory), "openssl", "1.0", severity, fixedIn);
    }

    static Facts.Waiver waiver(String advisory, @Nullable Instant expires) {
        return new Facts.Waiver(
                UUID.nameUUIDFromBytes(advisory.getBytes(StandardCharsets.UTF_8)),
                advisory,
                null,
                "not reachable",
                "ada",
                expires,
                "e#1");
    }

    static Facts.Approval approval(String approver, ApprovalDecision decision) {
        return new Facts.Approval(
                approver, "release-manager", decision, null, NOW.minus(Duration.ofHours(1)), null, "e#8");
    }

    /** Facts that every gate of every policy here lets pass. */
    static final class Given {
        boolean published = true;
        Facts.Source source = new Facts.Source(List.of("Linus <linus@example.org>"), true);
        final List<Facts.Test> tests = new ArrayList<>(List.of(new Facts.Test("unit", Verdict.PASS, null, "e#2")));
        final Map<String, Facts.Deployed> deployed =
                new TreeMap<>(Map.of("dev", new Facts.Deployed(NOW.minus(Duration.ofHours(1)), "e#6")));
        final List<Facts.Approval> approvals = new ArrayList<>(
                List.of(approval("ada", ApprovalDecision.APPROVED), approval("grace", ApprovalDecision.APPROVED)));
        final List<Facts.Restriction> restrictions = new ArrayList<>();
        final List<Facts.Frozen> frozen = new ArrayList<>();
        final List<Facts.Waiver> waivers = new ArrayList<>();
        Facts.@Nullable Veto veto;

        boolean scanned = true;
        Instant scannedAt = NOW.minus(Duration.ofHours(1));
        Map<String, Integer> counts = Map.of("HIGH", 2);

        @Nullable
        List<Facts.Finding> findings;

        final List<Facts.Finding> opened = new ArrayList<>();
        Map<String, Integer> unchecked = Map.of();

        @Nullable
        Map<String, Integer> secrets = Map.of();

        @Nullable
        String broken;

        Instant at = NOW;

        Facts facts() {
            return new Facts(
                    APP,
                    PROD.name(),
                    DIGEST,
                    at,
                    7,
                    0,
                    published,
                    source,
                    tests,
                    scanned ? scan() : null,
                    deployed,
                    approvals,
                    veto,
                    restrictions,
                    frozen,
                    waivers);
        }

        private Facts.Scan scan() {
            return new Facts.Scan(
                    "2026-11-24",
                    "b".repeat(64),
                    findings == null ? null : "c".repeat(64),
                    scannedAt,
                    null,
                    40,
                    counts,
                    findings,
                    opened,
                    unchecked,
                    secrets,
                    broken,
                    "e#3");
        }
    }
}
