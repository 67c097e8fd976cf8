package dev.slipway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The console's API. */
public final class Console {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG_PATIENCE = Duration.ofHours(1);

    private static final int PAUSE_MILLIS = 250;
    private static final int SERVICE_UNAVAILABLE = 503;

    private final URI address;
    private final String token;
    private final String actor;
    private final Duration outage;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * A console at an address.
     *
     * @param actor who is asking: written into the ledger with everything that is done
     */
    public Console(URI address, String token, String actor) {
        this(address, token, actor, Duration.ZERO);
    }

    private Console(URI address, String token, String actor, Duration outage) {
        this.address = address;
        this.token = token;
        this.actor = actor;
        this.outage = outage;
    }

    /** The same console, asked again for up to this long while nothing answers: one that is started anew is not missed. */
    public Console enduring(Duration outage) {
        return new Console(address, token, actor, outage);
    }

    public JsonNode get(String path) throws CannotAsk, InterruptedException {
        return send(request(path).GET().build());
    }

    /** A build request asked again is the same request: the console knows it by its key. */
    public JsonNode post(String path, Map<String, ?> body) throws CannotAsk, InterruptedException {
        return post(path, body, null);
    }

    /**
     * The same, under a key of the caller's.
     *
     * @param key names what is asked, so that asked again it is done once; one of its own if null
     */
    public JsonNode post(String path, Map<String, ?> body, @Nullable String key)
            throws CannotAsk, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key == null ? UUID.randomUUID().toString() : key)
                .POST(HttpRequest.BodyPublishers.ofString(text(body)))
                .build());
    }

    /** A text as it came, with the state its build was in. */
    record Text(byte[] body, String buildState) {}

    Text text(String path) throws CannotAsk, InterruptedException {
        HttpResponse<byte[]> response = answer(request(path).GET().build());
        if (response.statusCode() != 200) {
            throw refused(response, request(path).build());
        }
        return new Text(
                response.body(),
                response.headers().firstValue("Slipway-Build-State").orElse(""));
    }

    /** An answer that takes its time and may be large, as it comes; for the caller to close. */
    InputStream stream(String path) throws CannotAsk, InterruptedException {
        HttpRequest request = request(path).timeout(LONG_PATIENCE).GET().build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return response.body();
            }
            try (InputStream body = response.body()) {
                String detail = JSON.readTree(body).path("detail").asText("status " + response.statusCode());
                throw new CannotAsk(response.statusCode(), detail);
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Server-sent events, open until one side ends them; {@code last} is the id of the last one that was had. */
    HttpResponse<InputStream> open(String path, @Nullable String last) throws CannotAsk, InterruptedException {
        HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        try {
            HttpResponse<InputStream> response =
                    http.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return response;
            }
            try (InputStream body = response.body()) {
                String detail = JSON.readTree(body).path("detail").asText("status " + response.statusCode());
                throw new CannotAsk(response.statusCode(), detail);
            }
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Every fact that followed from a build request, in order of time. */
    public List<JsonNode> facts(String build) throws CannotAsk, InterruptedException {
        List<JsonNode> facts = new ArrayList<>();
        get("/v1/chains/" + build).path("events").forEach(facts::add);
        return facts;
    }

    static String text(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("could not write JSON", e);
        }
    }

    /** In one line, for programs that read line by line. */
    static String compact(JsonNode value) {
        return value.toString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Slipway-Actor", actor);
    }

    private JsonNode send(HttpRequest request) throws CannotAsk, InterruptedException {
        long end = System.nanoTime() + outage.toNanos();
        while (true) {
            try {
                return sendOnce(request);
            } catch (CannotAsk e) {
                boolean passes = e.status() == 0 || e.status() == SERVICE_UNAVAILABLE;
                if (!passes || System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private JsonNode sendOnce(HttpRequest request) throws CannotAsk, InterruptedException {
        HttpResponse<byte[]> response = answer(request);
        if (response.statusCode() / 100 != 2) {
            throw refused(response, request);
        }
        return json(response, request);
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws CannotAsk, InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private CannotAsk unreachable(IOException e) {
        return new CannotAsk(
                0,
                "tried to reach the console at %s: %s; is it running, and is the address right (--url, SLIPWAY_URL)?"
                        .formatted(address, e instanceof ConnectException ? "nothing answers there" : e));
    }

    private static CannotAsk refused(HttpResponse<byte[]> response, HttpRequest request) throws CannotAsk {
        String detail = json(response, request).path("detail").asText("status " + response.statusCode());
        return new CannotAsk(response.statusCode(), detail);
    }

    private static JsonNode json(HttpResponse<byte[]> response, HttpRequest request) throws CannotAsk {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new CannotAsk(
                    response.statusCode(),
                    "%s answered with status %d and no JSON: is it a Slipway console?"
                            .formatted(request.uri(), response.statusCode()));
        }
    }
}
