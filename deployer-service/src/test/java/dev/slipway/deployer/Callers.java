package dev.slipway.deployer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** People who call an app all the time, and count what they get. */
final class Callers implements AutoCloseable {
    final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Callers(URI url, int count) {
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(() -> call(url)));
        }
    }

    private void call(URI url) {
        HttpRequest request =
                HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build();
        while (!stopped) {
            try {
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    answers.computeIfAbsent(response.body(), _ -> new AtomicInteger())
                            .incrementAndGet();
                } else {
                    failures.add("%d from %s".formatted(response.statusCode(), response.body()));
                }
                Thread.sleep(15);
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    int from(String version) {
        AtomicInteger count = answers.get(version);
        return count == null ? 0 : count.get();
    }

    int total() {
        return answers.values().stream().mapToInt(AtomicInteger::get).sum() + failures.size();
    }

    /** After this nothing is counted any more. */
    void stop() {
        stopped = true;
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        stop();
        http.close();
    }
}
