package dev.slipway.deployer.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.yaml.BrokenYaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
    }

    @Test
    void letsAnAppsOwnFileSayMoreAndTakesEffectAtOnce() throws Exception {
        var targets = targets(DEV);
        var plain = targets.of(SHOP_IN_DEV);
        overlay("listen: 127.0.0.1:19000\nvariables: {LOG_LEVEL: debug, LIMIT: 007}\n");

        var target = targets.of(SHOP_IN_DEV);

        assertThat(target.listenPort()).isEqualTo(19000);
        assertThat(target.variables()).isEqualTo(Map.of("LOG_LEVEL", "debug", "LIMIT", "007"));
        assertThat(target.configurationSha256()).isNotEqualTo(plain.configurationSha256());
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
