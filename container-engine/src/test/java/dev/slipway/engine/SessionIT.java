package dev.slipway.engine;

import static dev.slipway.engine.LocalEngine.A_MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a build asks its caller for: secrets, and logins for base images. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionIT {
    private static final String VALUE = "planted-secret-7f3a9c";
    private static final String USE = "RUN --mount=type=secret,id=npm-token,required=true ";

    private LocalEngine local;
    private LocalRegistry registry;

    @BeforeAll
    void open(@TempDir Path directory) throws IOException {
        local = LocalEngine.open();
        registry = LocalRegistry.startLocked(directory);
    }

    @AfterAll
    void close() {
        if (registry != null) {
            registry.close();
        }
        if (local != null) {
            local.close();
        }
    }

    private static BuildAccess secret(byte[] value) {
        return new BuildAccess(Map.of("npm-token", value), Map.of());
    }

    private BuildSpec buildkit(String name, BuildAccess access) {
        return local.spec(name).withBuilder(BuilderKind.BUILDKIT).withAccess(access);
    }

    @Test
    void aSecretReachesItsStepAndNothingElse() throws Exception {
        var lines = new ConcurrentLinkedQueue<LogLine>();
        var dockerfile = USE + "test \"$(cat /run/secrets/npm-token)\" = \"planted-secret-$(echo 7f3a9c)\""
                + " && head -c 14 /run/secrets/npm-token > /proof\n";

        var built = local.engine.build(
                buildkit("secret", secret(VALUE.getBytes(StandardCharsets.UTF_8))),
                local.context(dockerfile),
                lines::add,
                new CancelSignal());

        var seen = local.engine.runToCompletion(
                RunSpec.of(built.imageId(), "sh", "-c", "cat /proof; ls /run/secrets; cat /run/secrets/npm-token")
                        .withLabels(local.labels),
                new CancelSignal());
        assertThat(seen.output()).startsWith("planted-secret").doesNotContain(VALUE);
        assertThat(lines.stream().map(LogLine::text).collect(Collectors.joining("\n")))
                .doesNotContain(VALUE);
        assertThat(command("docker", "history", "--no-trunc", built.imageId())).doesNotContain(VALUE);
        assertThat(command("docker", "image", "inspect", built.imageId())).doesNotContain(VALUE);
        assertThat(savedImage(built.imageId())).as("every file of every layer").doesNotContain(VALUE);
    }

    @Test
    void aLargeSecretArrivesWhole() throws IOException {
        var lines = new ConcurrentLinkedQueue<LogLine>();
        var large = new byte[BuildAccess.LARGEST_SECRET];
        Arrays.fill(large, (byte) 'k');

        local.engine.build(
                buildkit("large", secret(large)),
                local.context(USE + "set -- $(ls -l /run/secrets/npm-token) && echo size $5\n"),
                lines::add,
                new CancelSignal());

        assertThat(lines).extracting(LogLine::text).contains("size " + large.length);
    }

    @Test
    void aSecretNobodyGaveEndsTheBuildByName() throws IOException {
        var context = local.context(USE + "true\n");

        assertThatExceptionOfType(EngineFailure.BuildFailed.class)
                .isThrownBy(() -> local.engine.build(
                        buildkit("missing", BuildAccess.none()), context, LogSink.none(), new CancelSignal()))
                .withMessageContaining("npm-token")
                .withMessageContaining("not found")
                .matches(failure -> !failure.retryable() && !failure.needsSession());
    }

    @Test
    void theClassicBuilderRefusesSecretsAndSaysWhy() throws IOException {
        var spec = buildkit("classic", secret(new byte[1])).withBuilder(BuilderKind.CLASSIC);
        var context = local.context("RUN true\n");

        assertThatExceptionOfType(EngineFailure.BuildFailed.class)
                .isThrownBy(() -> local.engine.build(spec, context, LogSink.none(), new CancelSignal()))
                .withMessageContaining("[npm-token]")
                .withMessageContaining("BuildKit");
    }

    @ParameterizedTest
    @EnumSource(names = {"BUILDKIT", "CLASSIC"})
    void aPrivateBaseImageNeedsTheLogin(BuilderKind kind) throws IOException {
        var base = registry.host + "/private/base-" + kind.name().toLowerCase(Locale.ROOT);
        push(base);
        var dockerfile = "FROM " + base + ":v1\nRUN cat /base-was-here\n";
        var spec = local.spec("private").withBuilder(kind);
        var right = new BuildAccess(Map.of(), Map.of(registry.host, LocalRegistry.LOGIN));
        var wrong = new BuildAccess(Map.of(), Map.of(registry.host, new RegistryCredentials("ci", "guess")));

        for (var access : List.of(BuildAccess.none(), wrong)) {
            var context = local.context(dockerfile);
            assertThatExceptionOfType(EngineFailure.BuildFailed.class)
                    .isThrownBy(() ->
                            local.engine.build(spec.withAccess(access), context, LogSink.none(), new CancelSignal()))
                    .withMessageContaining("private/base")
                    .matches(failure -> !failure.retryable());
        }
        var built = local.engine.build(
                spec.withAccess(right), local.context(dockerfile), LogSink.none(), new CancelSignal());

        assertThat(local.engine.hasImage(built.imageId())).isTrue();
        if (kind == BuilderKind.CLASSIC) {
            local.engine.removeImage(base + ":v1");
        }
    }

    /** The base goes to the registry and out of the engine's store. */
    private void push(String repository) throws IOException {
        var spec = local.spec("base");
        var image = local.engine.build(
                spec, local.context("RUN echo private > /base-was-here\n"), LogSink.none(), new CancelSignal());
        local.engine.push(image.imageId(), repository, "v1", LocalRegistry.LOGIN, A_MINUTE, new CancelSignal());
        local.engine.removeImage(repository + ":v1");
        local.engine.removeImage(spec.tag());
    }

    @Test
    void aSessionEndsWithItsBuild() throws IOException {
        var context = local.context("RUN echo session-ends\n");

        local.engine.build(buildkit("ends", BuildAccess.none()), context, LogSink.none(), new CancelSignal());

        await().atMost(Duration.ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("build-session")));
    }

    private static String savedImage(String imageId) throws Exception {
        return command("sh", "-c", "docker save " + imageId + " | tar -xOf - --wildcards '*layer.tar' '*.json'");
    }

    private static String command(String... words) throws Exception {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor())
                .as(output.length() > 500 ? "docker" : output)
                .isZero();
        return output;
    }
}
