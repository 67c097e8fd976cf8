package dev.slipway.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The distribution's docker-registry as a child process, on loopback, with its storage in a folder. */
public final class RegistryServer implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/bin/docker-registry");

    private final Path folder;
    private final int port;
    private final String auth;
    private final ChildProcess process;

    public RegistryServer(Path folder, int port) {
        this(folder, port, "");
    }

    /** One that nobody gets anything from without a login of this file, as htpasswd writes it with bcrypt. */
    public static RegistryServer locked(Path folder, int port, Path htpasswd) {
        return new RegistryServer(folder, port, "auth: {htpasswd: {realm: slipway, path: '%s'}}".formatted(htpasswd));
    }

    private RegistryServer(Path folder, int port, String auth) {
        this.folder = folder;
        this.port = port;
        this.auth = auth;
        this.process = new ChildProcess(
                "registry",
                List.of(BINARY.toString(), "serve", folder.resolve("config.yml").toString()),
                Map.of("OTEL_TRACES_EXPORTER", "none"),
                folder.resolve("registry.log"));
    }

    /** Whether the package is installed. */
    public static boolean available() {
        return Files.isExecutable(BINARY);
    }

    public void start() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("storage"));
        Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                log: {level: warn}
                storage:
                  filesystem: {rootdirectory: %s}
                  delete: {enabled: true}
                http: {addr: "127.0.0.1:%d"}
                %s
                """.formatted(folder.resolve("storage"), port, auth));
        process.start();
        process.await(this::answers, Duration.ofSeconds(15));
    }

    private boolean answers() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            int status = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v2/".formatted(port)))
                                    .timeout(Duration.ofSeconds(2))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status == 200 || status == 401;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(5));
    }
}
