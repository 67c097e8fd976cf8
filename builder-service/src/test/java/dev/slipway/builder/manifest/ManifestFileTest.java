package dev.slipway.builder.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.builder.manifest.Manifest.RunTest;
import dev.slipway.builder.manifest.Manifest.StageTest;
import dev.slipway.builder.tag.TagKind;
import dev.slipway.lifecycle.AppName;
import dev.slipway.yaml.BrokenYaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestFileTest {
    @Test
    void readsEverythingThatCanBeSaid() throws BrokenYaml {
        var manifest = read("""
                app: shop-api
                build:
                  context: service
                  dockerfile: docker/Dockerfile
                  target: ship
                  args: {VERSION: 1.10, FAST: yes}
                test:
                  - {name: unit, target: unit-tests}
                  - {name: selftest, run: [/app/selftest, --quick]}
                tags: [sha]
                run:
                  port: 9000
                  memory: 256m
                  probes: {startup: /started, ready: /ready, live: /live}
                verify:
                  critical:
                    - {name: price list, get: /prices, contains: EUR, maxMs: 500}
                    - {name: unknown page, get: /nowhere, status: 404}
                  logs: {fatal: [OutOfMemoryError, "panic:"]}
                """);

        assertThat(manifest.app()).isEqualTo(new AppName("shop-api"));
        assertThat(manifest.build())
                .isEqualTo(new Manifest.Build(
                        "service", "docker/Dockerfile", "ship", Map.of("VERSION", "1.10", "FAST", "yes"), List.of()));
        assertThat(manifest.tests())
                .containsExactly(
                        new StageTest("unit", "unit-tests", null),
                        new RunTest("selftest", List.of("/app/selftest", "--quick"), null));
        assertThat(manifest.runJson()).isEqualTo("""
                        {"run":{"memory":"256m","port":9000,"probes":{"live":"/live","ready":"/ready","startup":"/started"}},\
                        "verify":{"critical":[{"contains":"EUR","get":"/prices","maxMs":500,"name":"price list","status":200},\
                        {"get":"/nowhere","name":"unknown page","status":404}],\
                        "logs":{"fatal":["OutOfMemoryError","panic:"]}}}""");
    }

    @Test
    void needsNothingButTheAppsName() throws BrokenYaml {
        var manifest = read("app: shop");

        assertThat(manifest.build()).isEqualTo(new Manifest.Build(".", "Dockerfile", null, Map.of(), List.of()));
        assertThat(manifest.tests()).isEmpty();
        assertThat(manifest.runJson()).isEqualTo("{\"run\":{\"port\":8080,\"probes\":{\"ready\":\"/health/ready\"}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "build: {} | slipway.yaml:1: app: found nothing",
                "app: Shop_API | slipway.yaml:1: app: found 'Shop_API'",
                "app: shop\\nports: 1 | slipway.yaml:2: ports: found an unknown key",
                "app: shop\\nbuild: {context: ../other} | slipway.yaml:2: build.context: found '../other'",
                "app: shop\\nbuild: {context: /etc} | slipway.yaml:2: build.context: found '/etc'",
                "app: shop\\nbuild: {dockerfile: a/../../b} | slipway.yaml:2: build.dockerfile: found 'a/../../b'",
                "app: shop\\nbuild: {target: --push} | slipway.yaml:2: build.target: found '--push'",
                "app: shop\\nbuild:\\n  args: {A-B: c} | slipway.yaml:3: build.args.A-B: found 'A-B'",
                "app: shop\\ntest:\\n  - {run: [a]} | slipway.yaml:3: test[0].name: found nothing",
                "app: shop\\ntest:\\n  - {name: a} | slipway.yaml:3: test[0].name: found neither target nor run",
                "app: shop\\ntest:\\n  - {name: a, target: b, run: [c]} | slipway.yaml:3: test[0].run: found target and run",
                "app: shop\\ntest:\\n  - {name: a, run: make test} | slipway.yaml:3: test[0].run: found 'make test'",
                "app: shop\\ntest:\\n  - {name: a, target: b}\\n  - {name: a, target: c} | slipway.yaml:4: test[1].name: found 'a' again",
                "app: shop\\nbuild: {secrets: [../other/token]} | slipway.yaml:2: build.secrets: found '../other/token'",
                "app: shop\\ntest:\\n  - {name: a, run: [b], report: /junit.xml} | slipway.yaml:3: test[0].report: found '/junit.xml'",
                "app: shop\\ntest:\\n  - {name: a, run: [b], report: /a/../b.xml} | slipway.yaml:3: test[0].report: found '/a/../b.xml'",
                "app: shop\\ntags: [latest] | slipway.yaml:2: tags: found 'latest'",
                "app: shop\\nrun: {port: 0} | slipway.yaml:2: run.port: found '0'",
                "app: shop\\nrun: {memory: lots} | slipway.yaml:2: run.memory: found 'lots'",
                "app: shop\\nrun: {probes: {ready: health}} | slipway.yaml:2: run.probes.ready: found 'health'",
                "app: shop\\nverify: {smoke: []} | slipway.yaml:2: verify.smoke: found an unknown key",
                "app: shop\\nverify:\\n  critical:\\n    - {get: /} | slipway.yaml:4: verify.critical[0].name: found nothing",
                "app: shop\\nverify:\\n  critical:\\n    - {name: a, get: prices} | slipway.yaml:4: verify.critical[0].get: found 'prices'",
                "app: shop\\nverify:\\n  critical:\\n    - {name: a, get: /, status: 99} | slipway.yaml:4: verify.critical[0].status: found '99'",
                "app: shop\\nverify:\\n  critical:\\n    - {name: a, get: /, maxMs: 0} | slipway.yaml:4: verify.critical[0].maxMs: found '0'",
                "app: shop\\nverify:\\n  critical:\\n    - {name: a, get: /}\\n    - {name: a, get: /b} | slipway.yaml:5: verify.critical[1].name: found 'a' again",
                "app: shop\\nverify: {critical: /prices} | slipway.yaml:2: verify.critical: found '/prices'",
                "app: shop\\nverify: {logs: {fatal: [a, b, c, d, e, f, g, h, i, j, k]}} | slipway.yaml:2: verify.logs.fatal: found 11 texts",
                "app: shop\\nverify: {logs: {fatal: panic}} | slipway.yaml:2: verify.logs.fatal: found 'panic'",
            })
    void saysWhatItFoundWhere(String text, String message) {
        assertThatExceptionOfType(BrokenYaml.class)
                .isThrownBy(() -> read(text.replace("\\n", "\n")))
                .withMessageStartingWith(message)
                .withMessageContaining(", wanted ");
    }

    @Test
    void readsReportsSecretsAndTags() throws BrokenYaml {
        var manifest = read("""
                app: shop
                build: {secrets: [npm-token]}
                test:
                  - {name: unit, target: test, report: /reports/junit.xml}
                  - {name: self, run: [a], report: /tmp/out.xml}
                tags: [semver, branch]
                """);

        assertThat(manifest.build().secrets()).containsExactly("npm-token");
        assertThat(manifest.tests())
                .extracting(Manifest.Test::report)
                .containsExactly("/reports/junit.xml", "/tmp/out.xml");
        assertThat(manifest.tags()).containsExactlyInAnyOrder(TagKind.SEMVER, TagKind.BRANCH);
        assertThat(read("app: shop").tags()).containsExactly(TagKind.SHA);
    }

    private static Manifest read(String text) throws BrokenYaml {
        return ManifestFile.read("slipway.yaml", text.getBytes(StandardCharsets.UTF_8));
    }
}
