package dev.slipway.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who keeps calling an app, some fifty times a second, and remembers every call that failed. */
public final class Callers implements AutoCloseable {
    private static final int PAUSE_MILLIS = 20;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger served = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
    private final Thread caller;

    public Callers(URI address) {
        this.caller = Thread.ofVirtual().start(() -> {
            while (!done.get()) {
                call(address);
            }
        });
    }

    private void call(URI address) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                served.incrementAndGet();
            } else {
                failed.add("status " + response.statusCode());
            }
            Thread.sleep(PAUSE_MILLIS);
        } catch (IOException e) {
            failed.add(e.toString());
        } catch (InterruptedException e) {
            done.set(true);
        }
    }

    /** One call: what a caller reads; empty where nobody answers, or not with 200. */
    public static String ask(URI address) throws InterruptedException {
        try (HttpClient once = HttpClient.newHttpClient()) {
            HttpResponse<String> response = once.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body().strip() : "";
        } catch (IOException e) {
            return "";
        }
    }

    public int served() {
        return served.get();
    }

    public List<String> failed() {
        return List.copyOf(failed);
    }

    @Override
    public void close() {
        done.set(true);
        try {
            caller.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
