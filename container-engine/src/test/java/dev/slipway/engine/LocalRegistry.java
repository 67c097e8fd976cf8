package dev.slipway.engine;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Debian's docker-registry as a child process on a free loopback port. */
final class LocalRegistry implements AutoCloseable {
    final String host;
    private final Process process;

    private LocalRegistry(String host, Process process) {
        this.host = host;
        this.process = process;
    }

    static final RegistryCredentials LOGIN = new RegistryCredentials("ci", "secret");

    /** The bcrypt hash of LOGIN's password: the only kind the registry reads, and none that Java can make. */
    private static final String HTPASSWD = "ci:$2b$04$r.JUwwppTpTWBA29DsDaGeByZAKngohzEqdiueN.qzJlPRXmWT51i\n";

    static LocalRegistry start(Path directory) throws IOException {
        return start(directory, "");
    }

    /** One that nobody gets anything from without {@link #LOGIN}. */
    static LocalRegistry startLocked(Path directory) throws IOException {
        var passwords = Files.writeString(directory.resolve("htpasswd"), HTPASSWD);
        return start(directory, "auth: {htpasswd: {realm: tests, path: '%s'}}".formatted(passwords));
    }

    private static LocalRegistry start(Path directory, String auth) throws IOException {
        var program = Path.of("/usr/bin/docker-registry");
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(
                    "no " + program + ": these tests push to it; install the package docker-registry");
        }
        var port = freePort();
        var config = Files.writeString(
                directory.resolve("registry.yml"), """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                http: {addr: 127.0.0.1:%d}
                %s
                """.formatted(directory.resolve("data"), port, auth));
        var process = new ProcessBuilder(program.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("registry.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).until(() -> answers(port));
        return new LocalRegistry("127.0.0.1:" + port, process);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            process.getInputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
