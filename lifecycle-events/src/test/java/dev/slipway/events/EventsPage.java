package dev.slipway.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Machine;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The parts of docs/events.md that are written from the types. */
final class EventsPage {
    private EventsPage() {}

    /** A list of all types: when, who writes it, key, moves, and the members of its fact. */
    static String types() {
        return Arrays.stream(FactType.values()).map(EventsPage::type).collect(Collectors.joining("\n"));
    }

    private static String type(FactType type) {
        StringBuilder text = new StringBuilder("**`%s`**  \n%s  \n".formatted(type.wireName(), Meanings.of(type)));
        text.append("Key: %s. By: %s.".formatted(keys(type), words(type.writers())));
        if (!type.edges().isEmpty()) {
            text.append(" Moves: %s."
                    .formatted(type.edges().stream().map(EventsPage::move).collect(Collectors.joining(", "))));
        }
        text.append("  \n");
        text.append("Fact: %s\n".formatted(members(SchemaTypes.of(Facts.classOf(type)))));
        return text.toString();
    }

    private static String keys(FactType type) {
        return type.subjects().stream()
                .map(kind -> switch (kind) {
                    case ARTIFACT -> "digest";
                    case BUILD -> "build id";
                    case ENVIRONMENT -> "`app/environment`";
                })
                .sorted()
                .collect(Collectors.joining(" or "));
    }

    private static String words(Set<Role> writers) {
        return writers.stream().map(one -> one.wireName()).collect(Collectors.joining(", "));
    }

    /** Such as {@code deployment BAKING → SUCCEEDED}. */
    static String move(FactType.Edge edge) {
        return edge.from().equals(Machine.NONE)
                ? "%s → %s".formatted(edge.machine().wireName(), edge.to())
                : "%s %s → %s".formatted(edge.machine().wireName(), edge.from(), edge.to());
    }

    /** Such as {@code `verdict` PASS|FAIL, `reason`? text}. */
    private static String members(JsonNode schema) {
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        String all = schema.path("properties").properties().stream()
                .map(member -> "`%s`%s %s"
                        .formatted(
                                member.getKey(),
                                required.contains(member.getKey()) ? "" : "?",
                                kind(member.getValue())))
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "nothing" : all;
    }

    private static String kind(JsonNode schema) {
        if (schema.has("enum")) {
            return schema.path("enum").valueStream().map(JsonNode::asText).collect(Collectors.joining("|"));
        }
        return switch (schema.path("type").asText()) {
            case "array" -> "list of " + kind(schema.path("items"));
            case "object" ->
                schema.has("additionalProperties")
                        ? "map of " + kind(schema.path("additionalProperties"))
                        : "{%s}".formatted(members(schema));
            case "string" -> text(schema);
            case "boolean" -> "true|false";
            case "integer" -> "number";
            default -> throw new IllegalArgumentException("no words for " + schema);
        };
    }

    private static String text(JsonNode schema) {
        if (schema.path("format").asText().equals("date-time")) {
            return "time";
        }
        for (Subject.Kind known : List.of(Subject.Kind.ARTIFACT, Subject.Kind.BUILD)) {
            if (schema.equals(SchemaTypes.key(known))) {
                return known == Subject.Kind.ARTIFACT ? "digest" : "uuid";
            }
        }
        return "text";
    }

    /** One event as it stands on the topic. */
    static String example() {
        return "```json\n"
                + WrittenFiles.pretty(GoldenTest.golden(FactType.SERVICE_UPGRADED))
                        .replaceAll("([0-9a-f]{6})[0-9a-f]{58}", "$1…")
                + "```\n";
    }
}
