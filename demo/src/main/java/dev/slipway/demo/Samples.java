package dev.slipway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.CannotAsk;
import dev.slipway.cli.Console;
import dev.slipway.cli.Facts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows a commit until it has come to rest, and looks at the apps from outside. */
final class Samples {
    static final String SERVES_EVERYWHERE = "serves dev and prod";
    static final String ABORTED_IN_DEV = "aborted in dev, the one before keeps serving";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int POLL_MILLIS = 150;

    private final Room room;
    private final Narrator narrator;

    Samples(Room room, Narrator narrator) {
        this.room = room;
        this.narrator = narrator;
    }

    /** What has been seen of one commit so far. */
    private static final class Sighting {
        private final Map<String, Double> seconds = new LinkedHashMap<>();
        private final Set<String> told = new HashSet<>();
        private @Nullable String digest;
        private @Nullable String rest;
        private @Nullable Instant before;

        /** The time since the fact that this stage waited for. */
        void stage(String name, JsonNode event) {
            Instant at = Instant.parse(event.path("at").asText());
            if (before != null) {
                seconds.merge(name, Duration.between(before, at).toMillis() / 1000.0, Double::sum);
            }
            before = at;
        }
    }

    Outcome run(String name, String commit, String title, String expected)
            throws IOException, InterruptedException, CannotAsk {
        narrator.begin(title, commit);
        String dev = answer("dev");
        String prod = answer("prod");
        Console console = room.console();
        String build = console.post(
                        "/v1/builds",
                        Map.of("repository", room.sourceUrl(), "commit", commit, "ref", "refs/heads/main"))
                .path("build")
                .asText();
        Sighting sighting = follow(console, build);
        String actual = String.valueOf(sighting.rest);
        if (actual.equals("aborted in dev")) {
            boolean kept = !dev.isEmpty() && dev.equals(answer("dev")) && prod.equals(answer("prod"));
            actual += kept ? ", the one before keeps serving" : ", and what serves has changed";
        }
        narrator.outside("dev", answer("dev"));
        narrator.outside("prod", answer("prod"));
        return new Outcome(name, expected, actual, sighting.digest, sighting.seconds);
    }

    private Sighting follow(Console console, String build) throws InterruptedException, CannotAsk {
        Sighting sighting = new Sighting();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (sighting.rest == null) {
            if (System.nanoTime() > deadline) {
                sighting.rest = "not at rest after " + PATIENCE.toMinutes() + " minutes";
                break;
            }
            for (JsonNode event : console.facts(build)) {
                if (sighting.told.add(event.path("id").asText())) {
                    narrator.tell(event);
                    see(sighting, event);
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
        return sighting;
    }

    private static void see(Sighting sighting, JsonNode event) {
        JsonNode fact = event.path("fact");
        String environment = fact.path("environment").asText();
        switch (Facts.kind(event)) {
            case "build.requested" ->
                sighting.before = Instant.parse(event.path("at").asText());
            case "build.finished" -> {
                if (!fact.path("outcome").asText().equals("BUILT")) {
                    sighting.rest = "build failed: " + fact.path("reason").asText();
                }
            }
            case "artifact.packaged" -> {
                sighting.digest = event.path("subject").asText();
                sighting.stage("build", event);
            }
            case "scan.finished" -> sighting.stage("scan", event);
            case "gate.evaluated" -> {
                if (fact.path("verdict").asText().equals("FAIL")) {
                    sighting.rest = "refused for " + environment;
                }
            }
            case "promotion.approved" -> sighting.stage("promote to " + environment, event);
            case "service.deployed", "service.upgraded" -> {
                sighting.stage("deploy to " + environment, event);
                if (environment.equals("prod")) {
                    sighting.rest = SERVES_EVERYWHERE;
                }
            }
            case "deployment.failed" -> {
                sighting.stage("deploy to " + environment, event);
                sighting.rest = "aborted in " + environment;
            }
            case "service.rolledback" -> {
                sighting.stage("deploy to " + environment, event);
                sighting.rest = "rolled back in " + environment;
            }
            default -> {
                // on its way
            }
        }
    }

    /** What a caller gets; empty where nobody answers. */
    private static String answer(String environment) throws InterruptedException {
        URI address = Room.app(environment);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body().strip() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
