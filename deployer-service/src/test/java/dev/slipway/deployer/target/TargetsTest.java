package dev.slipway.deployer.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.deployer.target.Target.DriftPolicy;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.yaml.BrokenYaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
    private static final AppEnvironment SHOP_IN_DEV = AppEnvironment.parse("shop/dev");
    private static final String DEV = """
            environments:
              - name: dev
                target: {docker: {host: "unix:///run/x.sock", listen: "127.0.0.1:18080"}}
            """;

    @TempDir
    Path folder;

    @Test
    void readsWhereAnEnvironmentRuns() throws Exception {
        var target = targets(DEV).of(SHOP_IN_DEV);

        assertThat(target.engine()).isEqualTo(URI.create("unix:///run/x.sock"));
        assertThat(target.url()).isEqualTo("http://127.0.0.1:18080");
        assertThat(target.variables()).isEmpty();
        assertThat(target.secrets()).isEmpty();
        assertThat(target.strategy()).isEqualTo(Strategy.STANDARD);
        assertThat(target.drift()).isEqualTo(DriftPolicy.REPORT);
    }

    @Test
    void letsAnAppsOwnFileSayMoreAndTakesEffectAtOnce() throws Exception {
        var targets = targets(DEV);
        var plain = targets.of(SHOP_IN_DEV);
        overlay("listen: 127.0.0.1:19000\nvariables: {LOG_LEVEL: debug, LIMIT: 007}\n");

        var target = targets.of(SHOP_IN_DEV);

        assertThat(target.listenPort()).isEqualTo(19000);
        assertThat(target.variables()).isEqualTo(Map.of("LOG_LEVEL", "debug", "LIMIT", "007"));
        assertThat(new Configuration(target, Map.of()).sha256())
                .isNotEqualTo(new Configuration(plain, Map.of()).sha256());
    }

    @Test
    void readsAStrategyPerEnvironmentAndWhatAnAppChangesOfIt() throws Exception {
        var targets =
                targets(DEV + "    strategy: {canary: [5, 25, 100], bake: 5m, drain: 30s, errors: {percent: 2}}\n");
        overlay("strategy: {bake: 500ms, errors: {requests: 7}}\ndrift: repair\n");

        var target = targets.of(SHOP_IN_DEV);

        var standard = Strategy.STANDARD;
        assertThat(target.strategy())
                .isEqualTo(new Strategy(
                        List.of(5, 25, 100),
                        standard.step(),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30),
                        standard.start(),
                        standard.deadline(),
                        2,
                        7));
        assertThat(target.drift()).isEqualTo(DriftPolicy.REPAIR);
    }

    @Test
    void keepsAConfigurationAsTextThatReadsTheSame() throws Exception {
        var targets = targets(DEV + "    strategy: {canary: [10, 100], step: 1500ms, deadline: 2h}\n");
        overlay("secrets: {db-password: file:/etc/slipway/db}\nvariables: {A: b}\ndrift: repair\n");
        var configuration = new Configuration(targets.of(SHOP_IN_DEV), Map.of("db-password", "hmac-sha256:00"));

        var again = Configuration.parse(configuration.json());

        assertThat(again).isEqualTo(configuration);
        assertThat(again.sha256()).isEqualTo(configuration.sha256());
        assertThat(configuration.json()).contains("file:/etc/slipway/db", "hmac-sha256:00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secrets: {db: hunter2} | apps/shop/dev.yaml:1: secrets.db: found something else (not repeated here)",
                "secrets: {db: file:relative} | secrets.db: found something else",
                "secrets: {../db: file:/x} | secrets.../db: found '../db'",
                "replicas: 2 | apps/shop/dev.yaml:1: replicas: found '2'",
                "drift: ignore | apps/shop/dev.yaml:1: drift: found 'ignore'",
                "strategy: {canary: [5, 25]} | strategy.canary: found [5, 25], wanted rising percentages that end with 100",
                "strategy: {canary: [25, 5, 100]} | strategy.canary: found [25, 5, 100]",
                "strategy: {canary: []} | strategy.canary: found []",
                "strategy: {canary: [half, 100]} | strategy.canary: found 'half'",
                "strategy: {bake: 5} | strategy.bake: found '5', wanted a time such as",
                "strategy: {errors: {percent: 101}} | strategy.errors.percent: found '101'",
                "strategy: {errors: {requests: 0}} | strategy.errors.requests: found '0'",
                "strategy: {speed: high} | strategy.speed: found an unknown key",
            })
    void saysWhatIsWrongInAnAppsOwnFile(String text, String message) throws IOException {
        var targets = targets(DEV);
        overlay(text + "\n");

        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> targets.of(SHOP_IN_DEV))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void givesSecretsOnlyToAnEngineOnThisMachine() throws IOException {
        var targets = targets(DEV.replace("unix:///run/x.sock", "tcp://10.0.0.1:2376"));
        overlay("secrets: {db: file:/etc/db}\n");

        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> targets.of(SHOP_IN_DEV))
                .withMessageContaining("target.docker.host: found 'tcp://10.0.0.1:2376'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "environments:\\n  - {name: prod} | environments.yaml:1: environments: found prod, wanted an environment 'dev' among them",
                "environments:\\n  - {name: dev} | environments.yaml:2: environments[0].target.docker.host: found nothing",
                "environments:\\n  - {name: dev, target: {swarm: {}}} | environments.yaml:2: environments[0].target.swarm: found an unknown key",
                "environments:\\n  - {name: dev, target: {docker: {host: /var/run/docker.sock}}} | environments.yaml:2: environments[0].target.docker.host: found '/var/run/docker.sock'",
                "environments:\\n  - {name: dev, target: {docker: {host: 'unix:///x', listen: 8080}}} | environments.yaml:2: environments[0].target.docker.listen: found '8080'",
                "environments:\\n  - {name: dev, target: {docker: {host: 'unix:///x', listen: 'a:70000'}}} | environments.yaml:2: environments[0].target.docker.listen: found 'a:70000'",
            })
    void saysWhatItFoundWhere(String text, String message) throws IOException {
        var targets = targets(text.replace("\\n", "\n"));

        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> targets.of(SHOP_IN_DEV))
                .withMessageContaining(message);
    }

    @Test
    void namesTheAppsOwnFileWhenItIsBroken() throws IOException {
        var targets = targets(DEV);
        overlay("variables:\n  log level: debug\n");

        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> targets.of(SHOP_IN_DEV))
                .withMessageContaining("apps/shop/dev.yaml:2: variables.log level: found 'log level'");
    }

    @Test
    void namesAFileThatCannotBeRead() {
        var targets = new Targets(folder.resolve("nowhere.yaml"));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> targets.of(SHOP_IN_DEV))
                .withMessageContaining("could not read %s".formatted(folder.resolve("nowhere.yaml")));
    }

    private Targets targets(String text) throws IOException {
        return new Targets(Files.writeString(folder.resolve("environments.yaml"), text));
    }

    private void overlay(String text) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("apps/shop")).resolve("dev.yaml"), text);
    }
}
