package dev.slipway.benchmarks;

import dev.slipway.stack.AotCache;
import dev.slipway.stack.Ports;
import dev.slipway.stack.Service;
import dev.slipway.stack.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A console in a process of its own, and one who asks it over HTTP, one question after the other. */
final class Asking implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ServiceProcess console;
    private final String token;
    private final Path log;

    Asking(Bed bed) throws IOException, InterruptedException {
        AotCache.makeMissing(bed.project());
        this.log = bed.folder().resolve("console.log");
        this.console = new ServiceProcess(
                Service.CONSOLE.wireName(),
                Service.CONSOLE.application(bed.project()),
                Ports.free(),
                Services.environment(bed),
                log);
        try {
            console.start();
            console.awaitReady(START);
            this.token = Files.readString(Services.consoleToken(bed)).strip();
        } catch (IOException | InterruptedException | RuntimeException e) {
            console.close();
            throw e;
        }
    }

    /** How long each answer took until its last byte; {@code %s} in the question stands for one of the digests. */
    List<Double> millis(String question, List<String> digests) throws IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        for (String digest : digests) {
            URI uri = URI.create("http://127.0.0.1:%d%s".formatted(console.port(), question.formatted(digest)));
            long began = System.nanoTime();
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            millis.add((System.nanoTime() - began) / 1e6);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        "GET %s: expected status 200, found %d: %s; the console's log ends with\n%s"
                                .formatted(uri, answer.statusCode(), answer.body(), lastLines()));
            }
        }
        return millis;
    }

    private String lastLines() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    @Override
    public void close() {
        console.close();
    }
}
