package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fact in one line. */
public final class Facts {
    private static final Pattern TYPE =
            Pattern.compile("dev\\.cdevents(?:x\\.slipway-|\\.)([a-z]+\\.[a-z]+)\\.\\d+\\.\\d+\\.\\d+");
    private static final int ABBREVIATION = 12;

    private Facts() {}

    /** The short name of an event's type, such as {@code build.requested}. */
    public static String kind(JsonNode event) {
        Matcher type = TYPE.matcher(event.path("type").asText());
        return type.matches() ? type.group(1) : event.path("type").asText();
    }

    /** What happened, for a person; empty for what others have said already. */
    public static String line(JsonNode event) {
        JsonNode fact = event.path("fact");
        String where = fact.path("environment").asText();
        return switch (kind(event)) {
            case "build.requested" -> "requested by " + event.path("actor").asText();
            case "build.started" -> "building";
            case "testsuiterun.finished" ->
                event.path("subject").asText().startsWith("sha256:")
                        ? ""
                        : "test %s: %s".formatted(fact.path("name").asText(), lower(fact.path("verdict")));
            case "build.finished" -> finished(fact);
            case "artifact.packaged" ->
                "pushed as " + shortened(event.path("subject").asText());
            case "artifact.published" -> "published, tags " + words(fact.path("tags"));
            case "scan.finished" -> scanned(fact);
            case "gate.evaluated" -> "%s: gates %s%s".formatted(where, lower(fact.path("verdict")), open(fact));
            case "promotion.approved" ->
                "%s: promoted, tag %s".formatted(where, fact.path("tag").asText());
            case "deployment.started" -> where + ": pulls the image by digest";
            case "deployment.progressed" ->
                "%s: %s".formatted(where, fact.path("detail").asText());
            case "deployment.failed" ->
                "%s: ABORTED at %s: %s"
                        .formatted(
                                where,
                                fact.path("step").asText(),
                                fact.path("reason").asText());
            case "deployment.skipped", "deployment.cancelled" ->
                "%s: not deployed: %s".formatted(where, fact.path("reason").asText());
            case "service.deployed", "service.upgraded" ->
                "%s: SERVES at %s".formatted(where, fact.path("url").asText());
            case "service.rolledback" ->
                "%s: ROLLED BACK: %s".formatted(where, fact.path("cause").asText());
            case "job.died" -> "STUCK: " + fact.path("reason").asText();
            default -> "";
        };
    }

    private static String finished(JsonNode fact) {
        return fact.path("outcome").asText().equals("BUILT")
                ? "built"
                : "BUILD FAILED (%s): %s"
                        .formatted(lower(fact.path("kind")), fact.path("reason").asText());
    }

    private static String scanned(JsonNode fact) {
        JsonNode findings = fact.path("severities");
        JsonNode unmatched = fact.path("unmatched");
        return "scanned: %d packages of %s, %s%s"
                .formatted(
                        fact.path("packages").asInt(),
                        fact.path("operatingSystem").asText("no known system"),
                        findings.isEmpty() ? "no findings" : "findings " + findings,
                        unmatched.isEmpty() ? "" : ", not checked " + unmatched);
    }

    private static String open(JsonNode fact) {
        StringBuilder open = new StringBuilder();
        fact.path("gates").forEach(gate -> {
            if (!gate.path("verdict").asText().equals("PASS")) {
                open.append("; ").append(gate.path("because").asText());
            }
        });
        return open.toString();
    }

    /** A digest as people say it. */
    static String shortened(String digest) {
        int length = "sha256:".length() + ABBREVIATION;
        return digest.length() > length ? digest.substring(0, length) : digest;
    }

    /** A commit id as people say it. */
    static String commit(String id) {
        return id.substring(0, Math.min(ABBREVIATION, id.length()));
    }

    private static String lower(JsonNode text) {
        return text.asText().toLowerCase(Locale.ROOT);
    }

    private static String words(JsonNode list) {
        StringBuilder words = new StringBuilder();
        list.forEach(one -> words.append(words.isEmpty() ? "" : ", ").append(one.asText()));
        return words.toString();
    }
}
