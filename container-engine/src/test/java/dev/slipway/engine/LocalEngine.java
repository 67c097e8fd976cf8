package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Assumptions;

/** The engine of this machine with a busybox base image of its own, and the check that a test class leaves nothing in it. */
final class LocalEngine implements AutoCloseable {
    static final Duration A_MINUTE = Duration.ofMinutes(1);

    private static final String LABEL = "dev.slipway.engine-test";
    private static final int EXECUTABLE = 0755;
    private static final List<String> COMMANDS = List.of(
            "sh", "echo", "cat", "sleep", "true", "false", "touch", "tail", "yes", "head", "id", "ls", "dd", "trap",
            "ln");

    final ContainerEngine engine;
    final String id = UUID.randomUUID().toString();
    final Map<String, String> labels = Map.of(LABEL, id);
    final String base = "slipway-engine-test:" + id;

    private LocalEngine(ContainerEngine engine) {
        this.engine = engine;
    }

    /** Skips the test class, saying why, where no engine answers. */
    static LocalEngine open() throws IOException {
        var named = System.getenv("DOCKER_HOST");
        var host = URI.create(named == null || named.isBlank() ? "unix:///var/run/docker.sock" : named);
        var engine = ContainerEngine.connect(EngineConfig.at(host));
        try {
            engine.ping();
        } catch (EngineFailure.Unreachable e) {
            engine.close();
            var reason = "skipped: needs a Docker Engine; " + e.getMessage();
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        var local = new LocalEngine(engine);
        var imported =
                engine.importImage(local.rootFileSystem(), "slipway-engine-test", local.id, local.labels, A_MINUTE);
        assertThat(imported).startsWith("sha256:");
        return local;
    }

    /** A tar with a Dockerfile (its {@code FROM} added) and one small file. */
    InputStream context(String dockerfile) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            file(tar, "Dockerfile", ("FROM " + base + "\n" + dockerfile).getBytes(StandardCharsets.UTF_8), 0644);
            file(tar, "greeting.txt", "hello from the context\n".getBytes(StandardCharsets.UTF_8), 0644);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    BuildSpec spec(String name) {
        return BuildSpec.tagged("slipway-engine-test-" + name + ":" + id).withDeadline(A_MINUTE);
    }

    private InputStream rootFileSystem() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            file(tar, "bin/busybox", Files.readAllBytes(busybox()), EXECUTABLE);
            for (var command : COMMANDS) {
                var link = new TarArchiveEntry("bin/" + command, TarArchiveEntry.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
            tar.putArchiveEntry(new TarArchiveEntry("tmp/"));
            tar.closeArchiveEntry();
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static Path busybox() {
        return List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox")).stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "no /bin/busybox: these tests make their base image from it; install the package busybox-static"));
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] content, int mode) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** Containers and networks must be gone by the tests' own doing; images inherit the base's label and are swept here. */
    @Override
    public void close() {
        try (engine) {
            var swept = engine.removeLeftovers(LABEL, id);
            assertThat(swept.containers()).as("containers left behind").isEmpty();
            assertThat(swept.networks()).as("networks left behind").isEmpty();
            assertThat(swept.kept()).as("things that could not be removed").isEmpty();
            assertThat(swept.images()).as("images swept, the base among them").isNotEmpty();
            assertThat(engine.removeLeftovers(LABEL, id).none())
                    .as("second sweep finds nothing")
                    .isTrue();
        }
    }
}
