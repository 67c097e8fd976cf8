package dev.slipway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells a person at a terminal what happens, one line a fact. */
final class Narrator {
    private static final Pattern TYPE =
            Pattern.compile("dev\\.cdevents(?:x\\.slipway-|\\.)([a-z]+\\.[a-z]+)\\.\\d+\\.\\d+\\.\\d+");
    private static final int ABBREVIATION = 12;

    private final PrintStream out;
    private final long start = System.nanoTime();

    Narrator(PrintStream out) {
        this.out = out;
    }

    /** The short name of an event's type, such as {@code build.requested}. */
    static String kind(JsonNode event) {
        Matcher type = TYPE.matcher(event.path("type").asText());
        return type.matches() ? type.group(1) : event.path("type").asText();
    }

    void line(String text) {
        out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, text);
    }

    void begin(String title, String commit) {
        out.println();
        line("== %s: %s".formatted(title, commit.substring(0, ABBREVIATION)));
    }

    void tell(JsonNode event) {
        JsonNode fact = event.path("fact");
        String where = fact.path("environment").asText();
        String text = switch (kind(event)) {
            case "build.requested" -> "requested by " + event.path("actor").asText();
            case "build.started" -> "building";
            case "testsuiterun.finished" ->
                event.path("subject").asText().startsWith("sha256:")
                        ? ""
                        : "test %s: %s".formatted(fact.path("name").asText(), lower(fact.path("verdict")));
            case "build.finished" -> finished(fact);
            case "artifact.packaged" ->
                "pushed as " + digest(event.path("subject").asText());
            case "artifact.published" -> "published, tags " + words(fact.path("tags"));
            case "scan.finished" -> scanned(fact);
            case "gate.evaluated" -> gates(where, fact);
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
            case "service.deployed", "service.upgraded" ->
                "%s: SERVES at %s".formatted(where, fact.path("url").asText());
            case "service.rolledback" ->
                "%s: ROLLED BACK: %s".formatted(where, fact.path("cause").asText());
            case "job.died" -> "STUCK: " + fact.path("reason").asText();
            default -> "";
        };
        if (!text.isEmpty()) {
            line(text);
        }
    }

    private static String finished(JsonNode fact) {
        return fact.path("outcome").asText().equals("BUILT")
                ? "built"
                : "BUILD FAILED (%s): %s"
                        .formatted(lower(fact.path("kind")), fact.path("reason").asText());
    }

    private static String scanned(JsonNode fact) {
        JsonNode findings = fact.path("severities");
        return "scanned: %d packages of %s, %s"
                .formatted(
                        fact.path("packages").asInt(),
                        fact.path("operatingSystem").asText("no known system"),
                        findings.isEmpty() ? "no findings" : "findings " + findings);
    }

    private static String gates(String where, JsonNode fact) {
        StringBuilder answers = new StringBuilder("%s: gates %s".formatted(where, lower(fact.path("verdict"))));
        fact.path("gates").forEach(gate -> {
            if (!gate.path("verdict").asText().equals("PASS")) {
                answers.append("; ").append(gate.path("because").asText());
            }
        });
        return answers.toString();
    }

    void outside(String environment, String answer) {
        line("%s answers callers: %s".formatted(environment, answer.isEmpty() ? "nothing" : answer));
    }

    void end(List<Outcome> outcomes, boolean good) {
        out.println();
        for (Outcome one : outcomes) {
            out.printf("%s %-10s %s%n", one.asExpected() ? "ok  " : "FAIL", one.name(), one.actual());
            if (!one.asExpected()) {
                out.printf("     expected   %s%n", one.expected());
            }
            out.printf(
                    "     %s%n",
                    one.seconds().entrySet().stream()
                            .map(stage -> String.format(Locale.ROOT, "%s %.1f s", stage.getKey(), stage.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        out.printf(Locale.ROOT, "%s in %.0f s%n", good ? "Done" : "NOT AS EXPECTED", (System.nanoTime() - start) / 1e9);
    }

    void whereToLook(Room room) {
        out.println();
        out.printf("Everything keeps running until Ctrl-C.%n");
        out.printf("  apps      %s (dev), %s (prod)%n", Room.app("dev"), Room.app("prod"));
        out.printf(
                "  console   %s, token in %s%n",
                room.stack().console(), room.stack().tokenFile());
        out.printf("  Kafka     %s%n", room.stack().broker().bootstrapServers());
        out.printf("  database  %s%n", room.stack().postgres().jdbcUrl());
        out.printf("  Git       %s%n", room.stack().git().url("greeter.git"));
        out.printf(
                "  CLI       SLIPWAY_URL=%s SLIPWAY_TOKEN_FILE=%s ./slipway status%n",
                room.stack().console(), room.stack().tokenFile());
    }

    private static String digest(String digest) {
        return digest.length() > 7 + ABBREVIATION ? digest.substring(0, 7 + ABBREVIATION) : digest;
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
