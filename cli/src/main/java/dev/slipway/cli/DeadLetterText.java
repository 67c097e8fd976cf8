package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What stages gave up on, for people. */
final class DeadLetterText {
    private DeadLetterText() {}

    /** A line for each of a list. */
    static List<String> lines(JsonNode waiting) {
        List<String> lines = new ArrayList<>();
        for (JsonNode dead : waiting.path("jobs")) {
            JsonNode job = dead.path("job");
            lines.add("%s  %s %s, lane %s: %s"
                    .formatted(
                            job.path("id").asText(),
                            job.path("stage").asText(),
                            job.path("kind").asText(),
                            job.path("lane").asText(),
                            dead.path("reason").asText()));
        }
        for (JsonNode record : waiting.path("quarantine")) {
            lines.add("%s  %s record %s: %s"
                    .formatted(
                            record.path("id").asText(),
                            record.path("stage").asText(),
                            place(record),
                            record.path("reason").asText()));
        }
        return lines;
    }

    /** One of them, whole. */
    static List<String> whole(JsonNode shown) {
        return shown.hasNonNull("record") ? record(shown.path("record")) : job(shown.path("job"));
    }

    private static List<String> job(JsonNode dead) {
        JsonNode job = dead.path("job");
        return List.of(
                "dead job " + job.path("id").asText(),
                field("stage", job.path("stage")),
                field("kind", job.path("kind")),
                field("lane", job.path("lane")),
                field("about", subject(job.path("subject"))),
                field("asked for", job.path("createdAt")),
                field("attempt", job.path("attempt")),
                field("died", dead.path("diedAt")),
                field("because", dead.path("reason")));
    }

    /** A digest, a build, or an environment of an app. */
    private static String subject(JsonNode subject) {
        JsonNode place = subject.path("place");
        return place.isObject()
                ? place.path("app").asText() + "/" + place.path("environment").asText()
                : subject.path("digest").asText(subject.path("id").asText());
    }

    private static List<String> record(JsonNode record) {
        JsonNode where = record.path("quarantined");
        List<String> lines = new ArrayList<>();
        lines.add("record " + where.path("id").asText());
        lines.add(field("stage", where.path("stage")));
        lines.add(field("lies at", place(where)));
        lines.add(field("came", where.path("at")));
        lines.add(field("because", where.path("reason")));
        lines.add(field("state", record.path("state")));
        for (JsonNode act : record.path("acts")) {
            lines.add(field(
                    act.path("what").asText(),
                    "by %s%s: %s"
                            .formatted(
                                    act.path("by").asText(),
                                    act.hasNonNull("at")
                                            ? " at " + act.path("at").asText()
                                            : "",
                                    act.path("why").asText())));
        }
        if (record.hasNonNull("forgottenAt")) {
            lines.add("  key, headers and value were forgotten at "
                    + record.path("forgottenAt").asText());
            return lines;
        }
        if (where.hasNonNull("key")) {
            lines.add(field("key", where.path("key")));
        }
        record.path("headers")
                .properties()
                .forEach(header -> lines.add(field(
                        "header", header.getKey() + ": " + header.getValue().asText())));
        value(record.path("value"), lines);
        return lines;
    }

    private static void value(JsonNode value, List<String> lines) {
        if (!value.isObject()) {
            lines.add(field("value", "none"));
            return;
        }
        boolean text = value.path("encoding").asText().equals("UTF_8");
        lines.add(field(
                "value",
                "%d bytes%s%s"
                        .formatted(
                                value.path("bytes").asLong(),
                                text ? "" : ", no text, so in Base64",
                                value.path("cut").asBoolean() ? "; only how it begins" : "")));
        value.path("text").asText().lines().forEach(line -> lines.add("    " + line));
    }

    private static String place(JsonNode record) {
        return "%s/%d@%d"
                .formatted(
                        record.path("topic").asText(),
                        record.path("partition").asInt(),
                        record.path("offset").asLong());
    }

    private static String field(String name, JsonNode value) {
        return field(name, value.asText());
    }

    private static String field(String name, String value) {
        return "  %-10s %s".formatted(name, inLine(value));
    }

    /** So that what others wrote does not pass for a line of ours. */
    private static String inLine(String text) {
        return text.replace("\n", "\n             ");
    }
}
