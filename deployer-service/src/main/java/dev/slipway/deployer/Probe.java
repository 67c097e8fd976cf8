package dev.slipway.deployer;

import dev.slipway.ledger.JobContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks an app from outside whether it is ready. */
final class Probe {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** One answer; {@code said} is a sentence for people. */
    record Answer(boolean ready, String said) {}

    Answer ask(URI url) throws InterruptedException {
        long started = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(url).timeout(PATIENCE).GET().build(), HttpResponse.BodyHandlers.ofString());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
            String body = response.body().strip();
            return new Answer(
                    response.statusCode() == OK,
                    "GET %s answered %d in %d ms%s"
                            .formatted(
                                    url.getPath(),
                                    response.statusCode(),
                                    millis,
                                    body.isEmpty() || response.statusCode() == OK
                                            ? ""
                                            : ": " + body.substring(0, Math.min(body.length(), 200))));
        } catch (IOException e) {
            return new Answer(false, "GET %s got no answer: %s".formatted(url.getPath(), e));
        }
    }

    /** Ends with the first answer that makes {@code times} good ones in a row, or with the last bad one at the deadline. */
    Answer await(URI url, int times, Duration deadline, JobContext context, Liveness alive)
            throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        int good = 0;
        Answer last;
        do {
            context.checkpoint();
            last = ask(url);
            good = last.ready() ? good + 1 : 0;
            if (good >= times) {
                return last;
            }
            if (!alive.running()) {
                return new Answer(false, "the container ended; before that, " + last.said());
            }
            Thread.sleep(PAUSE);
        } while (System.nanoTime() < end);
        return new Answer(false, "not ready within %d s; last, %s".formatted(deadline.toSeconds(), last.said()));
    }

    /** Keeps asking until the time is over; the first bad answer ends it. */
    Answer watch(URI url, Duration time, JobContext context, Liveness alive) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        Answer last;
        do {
            context.checkpoint();
            last = ask(url);
            if (!last.ready()) {
                return last;
            }
            if (!alive.running()) {
                return new Answer(false, "the container ended");
            }
            Thread.sleep(PAUSE);
        } while (System.nanoTime() < end);
        return last;
    }

    /** Whether what is probed still runs at all. */
    @FunctionalInterface
    interface Liveness {
        boolean running();
    }
}
