package dev.slipway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The console's API as CI would use it. */
final class Console {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI address;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    Console(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /** Asks for a build and gives back its id. */
    String build(String repository, String commit, String ref) throws IOException, InterruptedException, Cannot {
        String body = JSON.writeValueAsString(Map.of("repository", repository, "commit", commit, "ref", ref));
        JsonNode answer = send(request("/v1/builds")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        return answer.path("build").asText();
    }

    /** Every fact that followed from a build request, in order of time. */
    List<JsonNode> facts(String build) throws IOException, InterruptedException, Cannot {
        List<JsonNode> facts = new ArrayList<>();
        send(request("/v1/chains/" + build).build()).path("events").forEach(facts::add);
        return facts;
    }

    boolean verifyLedger(Narrator narrator) throws IOException, InterruptedException, Cannot {
        JsonNode report = send(request("/v1/ledger/verification").build());
        boolean holds = report.path("holds").asBoolean();
        narrator.line("Ledger: %d entries in %d chains, %s"
                .formatted(
                        report.path("entries").asLong(),
                        report.path("subjects").asLong(),
                        holds ? "every hash holds" : "BROKEN: " + report.path("problems")));
        return holds;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Slipway-Actor", "demo");
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException, Cannot {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        JsonNode body = JSON.readTree(response.body());
        if (response.statusCode() / 100 != 2) {
            throw new Cannot("%s %s was answered with %d: %s"
                    .formatted(
                            request.method(),
                            request.uri(),
                            response.statusCode(),
                            body.path("detail").asText(body.toString())));
        }
        return body;
    }
}
