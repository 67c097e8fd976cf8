package dev.slipway.promoter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.yaml.BrokenYaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
    @Test
    void readsEnvironmentsInTheirOrder() throws BrokenYaml {
        var policy = read("""
                environments:
                  - name: dev
                    auto: true
                    target: {docker: {host: unix:///x, listen: 127.0.0.1:1}}
                  - name: prod
                    after: [dev]
                    gates:
                      tests: optional
                      scan: {max: {critical: 1, high: 20}, unchecked: allow}
                """);

        assertThat(policy.environments())
                .containsExactly(
                        new EnvironmentPolicy(
                                new EnvironmentName("dev"), List.of(), true, TestsRule.REQUIRED, ScanRule.standard()),
                        new EnvironmentPolicy(
                                new EnvironmentName("prod"),
                                List.of(new EnvironmentName("dev")),
                                false,
                                TestsRule.OPTIONAL,
                                new ScanRule(Map.of("CRITICAL", 1, "HIGH", 20), true)));
        assertThat(policy.sha256()).matches("[0-9a-f]{64}");
    }

    @Test
    void allowsNothingCriticalUnlessTheFileSaysSo() throws BrokenYaml {
        var policy = read("environments: [{name: dev, gates: {scan: {max: {high: 3}}}}]");

        assertThat(policy.environments().getFirst().scan().max()).isEqualTo(Map.of("CRITICAL", 0, "HIGH", 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "environments: [] | e.yaml:1: environments: found no environment",
                "stages: [] | e.yaml:1: stages: found an unknown key",
                "environments:\\n  - {auto: true} | e.yaml:2: environments[0].name: found nothing",
                "environments:\\n  - {name: a}\\n  - {name: a} | e.yaml:3: environments[1].name: found 'a' again",
                "environments:\\n  - {name: prod, after: [dev]}\\n  - {name: dev} | e.yaml:2: environments[0].after: found 'dev'",
                "environments:\\n  - {name: a, after: [a]} | e.yaml:2: environments[0].after: found 'a'",
                "environments:\\n  - {name: a, approve: me} | e.yaml:2: environments[0].approve: found an unknown key",
                "environments:\\n  - {name: a, gates: {tests: no}} | e.yaml:2: environments[0].gates.tests: found 'no'",
                "environments:\\n  - {name: a, gates: {scan: {max: {severe: 1}}}} | e.yaml:2: environments[0].gates.scan.max.severe: found an unknown key",
                "environments:\\n  - {name: a, gates: {scan: {max: {high: -1}}}} | e.yaml:2: environments[0].gates.scan.max.high: found '-1'",
                "environments:\\n  - {name: a, gates: {scan: {unchecked: true}}} | e.yaml:2: environments[0].gates.scan.unchecked: found 'true'",
            })
    void saysWhatItFoundWhere(String text, String message) {
        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> read(text.replace("\\n", "\n")))
                .withMessageStartingWith(message)
                .withMessageContaining(", wanted ");
    }

    private static Policy read(String text) throws BrokenYaml {
        return PolicyFile.read("e.yaml", text.getBytes(StandardCharsets.UTF_8));
    }
}
