package dev.slipway.promoter.decision;

import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Verdict;
import dev.slipway.promoter.policy.EnvironmentPolicy;
import dev.slipway.promoter.policy.ScanRule;
import dev.slipway.promoter.policy.TestsRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A digest that may go to prod, and the policy there. */
final class Samples {
    static final AppName APP = new AppName("shop");
    static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final Facts.Test PASSED = new Facts.Test("unit", Verdict.PASS, null);
    static final EnvironmentPolicy PROD = new EnvironmentPolicy(
            new EnvironmentName("prod"),
            List.of(new EnvironmentName("dev")),
            true,
            TestsRule.REQUIRED,
            new ScanRule(Map.of("CRITICAL", 0, "HIGH", 2), false));

    private Samples() {}

    static Facts.Scan scan(Map<String, Integer> findings, Map<String, Integer> unchecked) {
        return new Facts.Scan("2026-11-24", "b".repeat(64), NOW, findings, unchecked);
    }

    static Facts good() {
        return new Facts(
                APP, DIGEST, 7, NOW, true, List.of(PASSED), scan(Map.of("HIGH", 2), Map.of()), Map.of("dev", NOW));
    }

    static Facts withPublished(boolean published) {
        var good = good();
        return new Facts(APP, DIGEST, 7, NOW, published, good.tests(), good.scan(), good.deployed());
    }

    static Facts withTests(Facts.Test... tests) {
        var good = good();
        return new Facts(APP, DIGEST, 7, NOW, true, List.of(tests), good.scan(), good.deployed());
    }

    static Facts withScan(Facts.Scan scan) {
        var good = good();
        return new Facts(APP, DIGEST, 7, NOW, true, good.tests(), scan, good.deployed());
    }

    static Facts notScanned() {
        var good = good();
        return new Facts(APP, DIGEST, 7, NOW, true, good.tests(), null, good.deployed());
    }

    static Facts withDeployed(Map<String, Instant> deployed) {
        var good = good();
        return new Facts(APP, DIGEST, 7, NOW, true, good.tests(), good.scan(), deployed);
    }
}
