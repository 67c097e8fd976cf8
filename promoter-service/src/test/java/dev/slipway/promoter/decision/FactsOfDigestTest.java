package dev.slipway.promoter.decision;

import static dev.slipway.promoter.decision.Samples.APP;
import static dev.slipway.promoter.decision.Samples.DIGEST;
import static dev.slipway.promoter.decision.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FactsOfDigestTest {
    private static final BuildId BUILD = new BuildId(UUID.randomUUID());
    private static final DeploymentId DEPLOYMENT = new DeploymentId(UUID.randomUUID());
    private static final EnvironmentName DEV = new EnvironmentName("dev");

    @Test
    void keepsTheLastResultOfEachTest() {
        var facts = read(
                new Fact.TestSuiteFinished(
                        BUILD, "unit", Verdict.FAIL, 10, "flaky", null, null, null, null, null, null),
                new Fact.TestSuiteFinished(BUILD, "e2e", Verdict.PASS, 10, null, null, null, null, null, null, null),
                new Fact.TestSuiteFinished(BUILD, "unit", Verdict.PASS, 10, null, null, null, null, null, null, null));

        assertThat(facts.tests())
                .containsExactly(new Facts.Test("e2e", Verdict.PASS, null), new Facts.Test("unit", Verdict.PASS, null));
        assertThat(facts.entries()).isEqualTo(3);
        assertThat(facts.published()).isFalse();
    }

    @Test
    void keepsTheLastScan() {
        var facts = read(
                new Fact.ArtifactPublished("r/shop", List.of("sha-1")),
                new Fact.ScanFinished("old", "b".repeat(64), 40, Map.of(), Map.of(), null, null, null, null, null),
                new Fact.ScanFinished(
                        "new",
                        "b".repeat(64),
                        40,
                        Map.of("CRITICAL", 1),
                        Map.of("apk", 2),
                        null,
                        null,
                        null,
                        null,
                        null));

        assertThat(facts.published()).isTrue();
        assertThat(facts.scan())
                .isEqualTo(new Facts.Scan("new", "b".repeat(64), NOW, Map.of("CRITICAL", 1), Map.of("apk", 2)));
    }

    @Test
    void forgetsAnEnvironmentItWasRolledBackFrom() {
        var deployed = new Fact.ServiceDeployed(DEPLOYMENT, APP, DEV, "http://127.0.0.1");

        assertThat(read(deployed).deployed()).containsOnlyKeys("dev");
        assertThat(read(deployed, new Fact.ServiceRolledBack(DEPLOYMENT, APP, DEV, DIGEST, null, "unhealthy"))
                        .deployed())
                .isEmpty();
        assertThat(read(new Fact.DeploymentFailed(DEPLOYMENT, APP, DEV, "verify", "not ready", null))
                        .deployed())
                .isEmpty();
    }

    private static Facts read(Fact... facts) {
        var chain = new ArrayList<LifecycleEvent>();
        for (var fact : facts) {
            chain.add(new LifecycleEvent(
                    UUID.randomUUID(),
                    Subject.of(DIGEST),
                    chain.size() + 1L,
                    UUID.randomUUID(),
                    "test",
                    NOW,
                    null,
                    fact));
        }
        return FactsOfDigest.read(APP, DIGEST, chain, NOW);
    }
}
