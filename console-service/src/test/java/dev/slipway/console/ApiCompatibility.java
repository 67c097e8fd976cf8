package dev.slipway.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges whether whoever was built for one description of the API gets along with another. It knows the keywords that our
 * description uses; any other in a schema is refused, not guessed.
 */
final class ApiCompatibility {
    private static final Set<String> OPERATIONS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final Set<String> WORDS = Set.of("description", "title", "default", "examples");
    private static final Set<String> JUDGED = Set.of(
            "type",
            "properties",
            "required",
            "enum",
            "items",
            "uniqueItems",
            "additionalProperties",
            "format",
            "pattern",
            "minLength",
            "maxLength",
            "minimum",
            "maximum");

    /** What bounds a value; whoever has to keep to it may only be bound less. */
    private static final Set<String> LIMITS =
            Set.of("format", "pattern", "minLength", "maxLength", "minimum", "maximum", "uniqueItems");

    private enum Way {
        ASKED,
        ANSWERED
    }

    private final JsonNode released;
    private final JsonNode now;
    private final List<String> breaks = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private ApiCompatibility(JsonNode released, JsonNode now) {
        this.released = released;
        this.now = now;
    }

    /** What a client of {@code released} can no longer do, or no longer reads, where {@code now} is served. */
    static List<String> breaks(JsonNode released, JsonNode now) {
        ApiCompatibility judge = new ApiCompatibility(released, now);
        for (var path : released.path("paths").properties()) {
            JsonNode still = now.path("paths").path(path.getKey());
            for (var operation : path.getValue().properties()) {
                if (OPERATIONS.contains(operation.getKey())) {
                    String place = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                    judge.operation(place, operation.getValue(), still.path(operation.getKey()));
                } else {
                    throw new IllegalArgumentException(
                            "%s: cannot judge '%s' of a path: teach ApiCompatibility what it means"
                                    .formatted(path.getKey(), operation.getKey()));
                }
            }
        }
        return judge.breaks;
    }

    private void operation(String place, JsonNode then, JsonNode still) {
        if (still.isMissingNode()) {
            breaks.add(place + ": was an operation and is none any more");
            return;
        }
        parameters(place, then.path("parameters"), still.path("parameters"));
        body(place, then.path("requestBody"), still.path("requestBody"));
        for (var response : then.path("responses").properties()) {
            String status = place + " " + response.getKey();
            JsonNode same = still.path("responses").path(response.getKey());
            breakIf(same.isMissingNode(), status, "was an answer and is none any more");
            if (!same.isMissingNode()) {
                content(status, response.getValue(), same, Way.ANSWERED);
            }
        }
    }

    private void parameters(String place, JsonNode then, JsonNode still) {
        for (JsonNode parameter : then) {
            JsonNode same = named(still, parameter);
            String where = place + " " + name(parameter);
            breakIf(same.isMissingNode(), where, "was a parameter and is none any more");
            if (!same.isMissingNode()) {
                breakIf(required(same) && !required(parameter), where, "must be given now");
                schema(where, parameter.path("schema"), same.path("schema"), Way.ASKED);
            }
        }
        for (JsonNode parameter : still) {
            breakIf(
                    required(parameter) && named(then, parameter).isMissingNode(),
                    place + " " + name(parameter),
                    "is new and must be given");
        }
    }

    private static JsonNode named(JsonNode parameters, JsonNode wanted) {
        return parameters
                .valueStream()
                .filter(one -> name(one).equals(name(wanted)))
                .findFirst()
                .orElse(parameters.path("none"));
    }

    private static String name(JsonNode parameter) {
        return parameter.path("in").asText() + " " + parameter.path("name").asText();
    }

    private static boolean required(JsonNode described) {
        return described.path("required").asBoolean(false);
    }

    private void body(String place, JsonNode then, JsonNode still) {
        String where = place + " body";
        breakIf(required(still) && !required(then), where, "must be sent now");
        if (!then.isMissingNode()) {
            breakIf(still.isMissingNode(), where, "was taken and is not any more");
            content(where, then, still, Way.ASKED);
        }
    }

    private void content(String place, JsonNode then, JsonNode still, Way way) {
        for (var type : then.path("content").properties()) {
            JsonNode same = still.path("content").path(type.getKey());
            breakIf(same.isMissingNode(), place, "was also %s and is not any more".formatted(type.getKey()));
            if (!same.isMissingNode()) {
                schema(place, type.getValue().path("schema"), same.path("schema"), way);
            }
        }
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        String reference = schema.path("$ref").asText("");
        return reference.isEmpty() ? schema : document.at(reference.substring(1));
    }

    private void schema(String place, JsonNode thenOrName, JsonNode stillOrName, Way way) {
        String pair = way
                + thenOrName.path("$ref").asText("")
                + stillOrName.path("$ref").asText("");
        if (thenOrName.has("$ref") && !seen.add(pair)) {
            return; // judged already, at the first place that has it
        }
        JsonNode then = resolved(released, thenOrName);
        JsonNode still = resolved(now, stillOrName);
        known(place, then);
        known(place, still);
        breakIf(
                !then.path("type").equals(still.path("type")) && !(still.isEmpty() && way == Way.ASKED),
                place,
                "was %s and is %s".formatted(text(then.path("type")), text(still.path("type"))));
        values(place, then, still, way);
        limits(place, then, still, way);
        members(place, then, still, way);
        for (String inner : List.of("items", "additionalProperties")) {
            if (then.path(inner).isObject()) {
                schema(place + (inner.equals("items") ? "[]" : "{}"), then.path(inner), still.path(inner), way);
            }
        }
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "anything" : node.toString();
    }

    private static void known(String place, JsonNode schema) {
        schema.fieldNames().forEachRemaining(word -> {
            if (!WORDS.contains(word) && !JUDGED.contains(word)) {
                throw new IllegalArgumentException(
                        "%s: cannot judge the keyword '%s': teach ApiCompatibility what it means"
                                .formatted(place, word));
            }
        });
    }

    /** What was taken is taken; an answer that a client does not know breaks it. */
    private void values(String place, JsonNode then, JsonNode still, Way way) {
        Set<String> known = texts(then.path("enum"));
        Set<String> today = texts(still.path("enum"));
        if (way == Way.ASKED) {
            breakIf(
                    !today.isEmpty() && (known.isEmpty() || !today.containsAll(known)),
                    place,
                    "took %s and takes %s".formatted(known.isEmpty() ? "any" : known, today));
        } else {
            breakIf(
                    !known.isEmpty() && (today.isEmpty() || !known.containsAll(today)),
                    place,
                    "was one of %s and is one of %s".formatted(known, today.isEmpty() ? "any" : today));
        }
    }

    private void limits(String place, JsonNode then, JsonNode still, Way way) {
        JsonNode bound = way == Way.ASKED ? still : then;
        JsonNode other = way == Way.ASKED ? then : still;
        for (String limit : LIMITS) {
            breakIf(
                    bound.has(limit) && !bound.path(limit).equals(other.path(limit)),
                    place,
                    "%s was %s and is %s".formatted(limit, text(then.path(limit)), text(still.path(limit))));
        }
    }

    private void members(String place, JsonNode then, JsonNode still, Way way) {
        Set<String> promised = texts(then.path("required"));
        Set<String> today = texts(still.path("required"));
        for (String name : way == Way.ASKED ? today : promised) {
            boolean kept = (way == Way.ASKED ? promised : today).contains(name);
            breakIf(!kept, place + "/" + name, way == Way.ASKED ? "must be sent now" : "may be absent now");
        }
        for (var member : then.path("properties").properties()) {
            JsonNode same = still.path("properties").path(member.getKey());
            String where = place + "/" + member.getKey();
            breakIf(same.isMissingNode(), where, "was a member and is none any more");
            if (!same.isMissingNode()) {
                schema(where, member.getValue(), same, way);
            }
        }
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private void breakIf(boolean broken, String place, String why) {
        if (broken) {
            breaks.add("%s: %s".formatted(place, why));
        }
    }
}
