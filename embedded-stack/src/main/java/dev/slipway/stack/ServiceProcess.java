package dev.slipway.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One of the services as a child process: its packaged application on this JVM's Java. */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final ChildProcess process;
    private volatile boolean wasReady;

    /** @param application the folder {@code quarkus-app} of the service's build */
    public ServiceProcess(String name, Path application, int port, Map<String, String> environment, Path log) {
        this(name, application, port, environment, log, AotCache.option(application));
    }

    /** @param options of Java, besides those that all services have */
    ServiceProcess(
            String name, Path application, int port, Map<String, String> environment, Path log, List<String> options) {
        if (!Files.exists(application.resolve("quarkus-run.jar"))) {
            throw new IllegalStateException("%s is not built: %s is missing (run ./slipway, which builds)"
                    .formatted(name, application.resolve("quarkus-run.jar")));
        }
        this.port = port;
        Map<String, String> all = new HashMap<>(environment);
        all.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        List<String> command = new ArrayList<>(List.of(
                java(),
                // a heap that begins as a share of the machine's memory is touched from end to end before it is
                // collected once
                "-Xms32m",
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TrimNativeHeapInterval=5000",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.addAll(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
        this.process = new ChildProcess(name, command, all, log);
    }

    /** The Java that this process runs on. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public void start() throws IOException {
        process.start();
    }

    public void awaitReady(Duration deadline) throws InterruptedException {
        process.await(this::ready, deadline);
        wasReady = true;
    }

    /** Whether somebody has waited for it successfully. */
    public boolean wasReady() {
        return wasReady;
    }

    /** Waits until it runs, whether or not what it needs is there. */
    public void awaitLive(Duration deadline) throws InterruptedException {
        process.await(() -> answers("live"), deadline);
    }

    private boolean ready() {
        return answers("ready");
    }

    private boolean answers(String question) {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(URI.create(
                                                    "http://127.0.0.1:%d/q/health/%s".formatted(port, question)))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public int port() {
        return port;
    }

    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.stop(STOP);
    }
}
