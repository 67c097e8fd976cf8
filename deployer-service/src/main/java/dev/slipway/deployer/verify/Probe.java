package dev.slipway.deployer.verify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks an app from outside. An answer is read up to a limit and waited for up to a limit, whatever the app does. */
public final class Probe {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int LARGEST = 4 << 20;
    private static final int SHOWN = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();

    /** One answer; {@code said} is a sentence for people. */
    public record Answer(boolean good, String said) {}

    private record Response(int status, String body, long millis) {}

    /** A probe's path: 200 is good. */
    public Answer ask(URI base, String path) throws InterruptedException {
        return ask(base, new CriticalRequest("", path, OK, null, null), PATIENCE);
    }

    public Answer ask(URI base, CriticalRequest request) throws InterruptedException {
        Integer max = request.maxMillis();
        return ask(base, request, max == null ? LONGEST : Duration.ofMillis(max).plus(PATIENCE));
    }

    private Answer ask(URI base, CriticalRequest request, Duration patience) throws InterruptedException {
        String asked = "GET " + request.path();
        try {
            Response response = send(base.resolve(request.path()), patience);
            String said = "%s answered %d in %d ms".formatted(asked, response.status(), response.millis());
            String wrong = wrong(request, response);
            return wrong == null
                    ? new Answer(true, said)
                    : new Answer(false, "%s (wanted %s)%s".formatted(said, wrong, shown(response.body())));
        } catch (IOException e) {
            return new Answer(false, "%s got no answer: %s".formatted(asked, e));
        }
    }

    private static @Nullable String wrong(CriticalRequest request, Response response) {
        if (response.status() != request.status()) {
            return Integer.toString(request.status());
        }
        String contains = request.contains();
        if (contains != null && !response.body().contains(contains)) {
            return "'%s' in it".formatted(contains);
        }
        Integer max = request.maxMillis();
        return max != null && response.millis() > max ? "at most %d ms".formatted(max) : null;
    }

    /** The client's own time limit ends with the head of the answer; this one covers the body as well. */
    private Response send(URI url, Duration patience) throws IOException, InterruptedException {
        long started = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(url).GET().build();
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST));
        try {
            HttpResponse<String> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Response(
                    response.statusCode(), response.body(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
        } catch (TimeoutException e) {
            throw new IOException("not complete within %d ms".formatted(patience.toMillis()), e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String shown(String body) {
        String text = body.strip();
        return text.isEmpty() ? "" : ": " + text.substring(0, Math.min(text.length(), SHOWN));
    }
}
