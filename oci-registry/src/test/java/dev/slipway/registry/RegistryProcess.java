package dev.slipway.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The distribution project's own registry as a child process on a free loopback port, storing below a folder. */
final class RegistryProcess implements AutoCloseable {
    static final String BINARY = "docker-registry";

    private final Process process;
    private final Path folder;
    private final int port;

    /** @param auth the {@code auth} section of the registry's configuration, or nothing for an open one */
    RegistryProcess(Path folder, String auth) throws IOException {
        this.folder = folder;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        var config =
                Files.writeString(folder.resolve("registry.yml"), """
                version: 0.1
                log: {level: info}
                storage:
                  filesystem: {rootdirectory: '%s'}
                  delete: {enabled: true}
                http: {addr: '%s'}
                %s
                """.formatted(folder.resolve("store"), host(), auth));
        this.process = new ProcessBuilder(BINARY, "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        Awaitility.await("registry on " + host())
                .failFast("the registry ended; see " + folder.resolve("registry.log"), () -> !process.isAlive())
                .atMost(Duration.ofSeconds(20))
                .until(this::listens);
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    Repository repository(String path) {
        return new Repository(host(), path);
    }

    /** The file that holds a blob or manifest: what a failing disk would damage. */
    Path file(OciDigest digest) {
        return folder.resolve("store/docker/registry/v2/blobs/sha256")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex())
                .resolve("data");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
