package dev.slipway.promoter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.yaml.BrokenYaml;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyFileTest {
    @Test
    void readsEnvironmentsInTheirOrder() throws BrokenYaml {
        var policy = read("""
                environments:
                  - name: dev
                    auto: true
                    target: {docker: {host: unix:///x, listen: 127.0.0.1:1}}
                  - name: qa
                  - name: prod
                    after: [dev, qa]
                    repository: registry.example.com/prod/{app}
                    gates:
                      tests: optional
                      scan: {max: {critical: 1, high: 20}, fixable-only: true, age: 24h, unchecked: allow, secrets: 0}
                      approvals: {count: 2, role: release-manager, expires: 7d}
                      soak: 10m
                      freeze: [{cron: "0 16 * * FRI", for: 64h, tz: Europe/Berlin}]
                      expression: scan.packages < 500
                    strategy: {canary: [5, 25, 100], bake: 5m}
                """);

        assertThat(policy.environments().getFirst())
                .isEqualTo(
                        new EnvironmentPolicy(new EnvironmentName("dev"), List.of(), true, null, GateRules.standard()));
        var prod = policy.environments().getLast();
        assertThat(prod.after()).containsExactly(new EnvironmentName("dev"), new EnvironmentName("qa"));
        assertThat(prod.auto()).isFalse();
        assertThat(prod.repositoryOf(new AppName("shop"))).contains("registry.example.com/prod/shop");
        assertThat(prod.gates())
                .isEqualTo(new GateRules(
                        TestsRule.OPTIONAL,
                        new ScanRule(Map.of("CRITICAL", 1, "HIGH", 20), true, Duration.ofHours(24), true, 0),
                        new ApprovalRule(2, "release-manager", Duration.ofDays(7)),
                        Duration.ofMinutes(10),
                        List.of(new FreezeWindow("0 16 * * FRI", Duration.ofHours(64), "Europe/Berlin")),
                        "scan.packages < 500"));
        assertThat(policy.sha256()).matches("[0-9a-f]{64}");
    }

    @Test
    void allowsNothingCriticalUnlessTheFileSaysSo() throws BrokenYaml {
        var policy = read("environments: [{name: dev, gates: {scan: {max: {high: 3}}}}]");

        assertThat(policy.environments().getFirst().gates().scan().max()).isEqualTo(Map.of("CRITICAL", 0, "HIGH", 3));
    }

    static List<EnvironmentsExamples.Refused> refused() {
        return EnvironmentsExamples.REFUSED;
    }

    @ParameterizedTest
    @MethodSource("refused")
    void saysWhatItFoundWhere(EnvironmentsExamples.Refused example) {
        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> read(example.text()))
                .withMessageStartingWith(example.message())
                .withMessageContaining(", wanted ");
    }

    static List<String> accepted() {
        return EnvironmentsExamples.ACCEPTED;
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void takesWhatIsRight(String text) throws BrokenYaml {
        assertThat(read(text).environments()).isNotEmpty();
    }

    private static Policy read(String text) throws BrokenYaml {
        return PolicyFile.read("e.yaml", text.getBytes(StandardCharsets.UTF_8));
    }
}
