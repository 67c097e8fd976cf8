package dev.slipway.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Takes schemas apart: into what all of them say, and what one says besides. Both together say what it said. */
final class SchemaParts {
    private SchemaParts() {}

    /** The strictest schema that follows from each of them. */
    static ObjectNode common(Collection<ObjectNode> schemas) {
        return schemas.stream().reduce(SchemaParts::common).orElseThrow();
    }

    private static ObjectNode common(ObjectNode one, ObjectNode other) {
        ObjectNode common = Json.MAPPER.createObjectNode();
        for (var word : one.properties()) {
            JsonNode mine = word.getValue();
            JsonNode theirs = other.path(word.getKey());
            if (word.getKey().equals("properties")) {
                ObjectNode members = common.putObject("properties");
                mine.properties().stream()
                        .filter(member -> theirs.has(member.getKey()))
                        .forEach(member ->
                                members.set(member.getKey(), common((ObjectNode) member.getValue(), (ObjectNode)
                                        theirs.path(member.getKey()))));
            } else if (word.getKey().equals("required")) {
                common.set("required", filtered(mine, name -> contains(theirs, name)));
            } else if (mine.equals(theirs)) {
                common.set(word.getKey(), mine.deepCopy());
            }
        }
        return common;
    }

    /** What {@code whole} says and {@code part} does not; empty if it says nothing more. */
    static ObjectNode besides(JsonNode whole, JsonNode part) {
        ObjectNode rest = Json.MAPPER.createObjectNode();
        for (var word : whole.properties()) {
            JsonNode mine = word.getValue();
            JsonNode theirs = part.path(word.getKey());
            if (word.getKey().equals("properties")) {
                ObjectNode members = Json.MAPPER.createObjectNode();
                mine.properties().forEach(member -> {
                    ObjectNode more = besides(member.getValue(), theirs.path(member.getKey()));
                    if (!more.isEmpty() || !theirs.has(member.getKey())) {
                        members.set(member.getKey(), more);
                    }
                });
                setUnlessEmpty(rest, "properties", members);
            } else if (word.getKey().equals("required")) {
                setUnlessEmpty(rest, "required", filtered(mine, name -> !contains(theirs, name)));
            } else if (!mine.equals(theirs)) {
                rest.set(word.getKey(), mine.deepCopy());
            }
        }
        return rest;
    }

    private static void setUnlessEmpty(ObjectNode node, String word, JsonNode value) {
        if (!value.isEmpty()) {
            node.set(word, value);
        }
    }

    private static ArrayNode filtered(JsonNode names, Predicate<JsonNode> keep) {
        ArrayNode kept = Json.MAPPER.createArrayNode();
        names.valueStream().filter(keep).forEach(kept::add);
        return kept;
    }

    private static boolean contains(JsonNode names, JsonNode name) {
        return names.valueStream().anyMatch(name::equals);
    }

    /** Without the words that only a file of its own needs. */
    static ObjectNode inside(ObjectNode schema) {
        return schema.deepCopy().without(List.of("$schema", "$id", "title", "description"));
    }
}
