package dev.slipway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has been seen of one commit so far. */
final class Sighting {
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private final Set<String> told = new HashSet<>();
    private @Nullable String digest;
    private @Nullable String rest;
    private @Nullable Instant before;
    private boolean waitsForApproval;

    /** Takes a fact in; false if it has been seen before. */
    boolean isNew(JsonNode event) {
        return told.add(event.path("id").asText());
    }

    void see(JsonNode event) {
        JsonNode fact = event.path("fact");
        String environment = fact.path("environment").asText();
        switch (Facts.kind(event)) {
            case "build.requested" -> before = Instant.parse(event.path("at").asText());
            case "build.finished" -> {
                if (!fact.path("outcome").asText().equals("BUILT")) {
                    rest = "build failed: " + fact.path("reason").asText();
                }
            }
            case "artifact.packaged" -> {
                digest = event.path("subject").asText();
                stage("build", event);
            }
            case "scan.finished" -> stage("scan", event);
            case "gate.evaluated" -> gates(fact, environment);
            case "promotion.approved" -> stage("promote to " + environment, event);
            case "service.deployed", "service.upgraded" -> {
                stage("deploy to " + environment, event);
                rest = environment.equals("prod") ? Sample.SERVES : rest;
            }
            case "deployment.failed" -> ends("aborted in ", environment, event);
            case "service.rolledback" -> ends("rolled back in ", environment, event);
            case "job.died" -> rest = "stuck: " + fact.path("reason").asText();
            default -> {
                // on its way
            }
        }
    }

    private void gates(JsonNode fact, String environment) {
        waitsForApproval = onlyApprovalIsOpen(fact);
        if (fact.path("verdict").asText().equals("FAIL")) {
            rest = "refused for " + environment;
        }
    }

    private static boolean onlyApprovalIsOpen(JsonNode fact) {
        boolean open = false;
        for (JsonNode gate : fact.path("gates")) {
            boolean passed = gate.path("verdict").asText().equals("PASS");
            boolean approval = gate.path("gate").asText().equals("approvals");
            if (!passed && !approval) {
                return false;
            }
            open |= !passed;
        }
        return open;
    }

    private void ends(String how, String environment, JsonNode event) {
        stage("deploy to " + environment, event);
        rest = how + environment;
    }

    /** The time since the fact that this stage waited for. */
    private void stage(String name, JsonNode event) {
        Instant at = Instant.parse(event.path("at").asText());
        if (before != null) {
            seconds.merge(name, Duration.between(before, at).toMillis() / 1000.0, Double::sum);
        }
        before = at;
    }

    Map<String, Double> seconds() {
        return seconds;
    }

    @Nullable
    String digest() {
        return digest;
    }

    /** How it came to rest; null while it is on its way. */
    @Nullable
    String rest() {
        return rest;
    }

    void restAs(String how) {
        rest = how;
    }

    /** Whether a person's word is all that is missing; asked once. */
    boolean takeWaitForApproval() {
        boolean waits = waitsForApproval;
        waitsForApproval = false;
        return waits;
    }
}
