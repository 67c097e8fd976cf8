package dev.slipway.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges whether whoever reads by one schema takes all that is written by another. It knows the keywords that our schemas
 * use; any other is refused, not guessed. Members that a schema does not name are open in both.
 */
final class Compatibility {
    /** Who writes a type, about which kinds of subject, and which moves it records: these lists may grow. */
    static final Set<String> OPEN = Set.of(
            "/source",
            "/data/context/source",
            "/data/subject/source",
            "/data/customData/ledger/kind",
            "/data/customData/ledger/subject",
            "/data/customData/ledger/move");

    private static final Set<String> WORDS = Set.of("$schema", "$id", "title", "description");
    private static final Set<String> LIMITS = Set.of("pattern", "format", "minLength", "minimum");
    private static final Set<String> JUDGED =
            Set.of("type", "properties", "required", "enum", "const", "items", "additionalProperties", "anyOf", "not");

    private final String reader;
    private final String writer;
    private final List<String> breaks = new ArrayList<>();

    private Compatibility(String reader, String writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * What is wrong with writing events by {@code now} where they were written by {@code released}. Both ways: who reads
     * by the old schema gets new events, and who reads by the new one is told the old ones again.
     */
    static List<String> ofEvents(JsonNode released, JsonNode now) {
        Compatibility forward = new Compatibility("a consumer of the release", "this code");
        forward.nothingIsLost("", released, now);
        forward.compare("", released, now);
        Compatibility again = new Compatibility("a consumer of today that replays the topic", "the release");
        again.compare("", now, released);
        forward.breaks.addAll(again.breaks);
        return forward.breaks;
    }

    /** What is wrong with taking requests by {@code now} where they were taken by {@code released}. */
    static List<String> ofRequests(JsonNode released, JsonNode now) {
        Compatibility compatibility = new Compatibility("this code", "a sender of the release");
        compatibility.nothingIsLost("", released, now);
        compatibility.compare("", now, released);
        return compatibility.breaks;
    }

    /** A member that is named no more has lost its meaning, even where it was optional. */
    private void nothingIsLost(String path, JsonNode released, JsonNode now) {
        for (JsonNode form : forms(released)) {
            for (var member : form.path("properties").properties()) {
                String place = path + "/" + member.getKey();
                breaks.addAll(forms(now).stream()
                        .map(still -> still.path("properties").path(member.getKey()))
                        .filter(still -> !still.isMissingNode())
                        .map(still -> lost(place, member.getValue(), still))
                        .min(Comparator.comparingInt(List::size))
                        .orElse(List.of("%s: was a member and is none any more".formatted(place))));
            }
        }
        if (released.has("items")) {
            nothingIsLost(path + "[]", released.path("items"), now.path("items"));
        }
    }

    private List<String> lost(String place, JsonNode released, JsonNode now) {
        Compatibility deeper = new Compatibility(reader, writer);
        deeper.nothingIsLost(place, released, now);
        return deeper.breaks;
    }

    private void compare(String path, JsonNode wanted, JsonNode given) {
        known(path, wanted);
        known(path, given);
        if (wanted.has("anyOf") || given.has("anyOf")) {
            alternatives(path, wanted, given);
            return;
        }
        if (wanted.has("not") || given.has("not")) {
            breakIf(!wanted.equals(given), path, "one of both never has it");
            return;
        }
        types(path, wanted, given);
        if (!open(path)) {
            values(path, wanted, given);
            limits(path, wanted, given);
        }
        members(path, wanted, given);
        within(path + "[]", "items", wanted, given);
        within(path + "{}", "additionalProperties", wanted, given);
    }

    private static boolean open(String path) {
        return OPEN.stream().anyMatch(list -> path.equals(list) || path.startsWith(list + "/"));
    }

    private static void known(String path, JsonNode schema) {
        schema.fieldNames().forEachRemaining(word -> {
            if (!WORDS.contains(word) && !LIMITS.contains(word) && !JUDGED.contains(word)) {
                throw new IllegalArgumentException(
                        "%s: cannot judge the keyword '%s': teach Compatibility what it means".formatted(path, word));
            }
        });
        if (schema.has("not") && !schema.path("not").isEmpty()) {
            throw new IllegalArgumentException("%s: cannot judge 'not' but for {}".formatted(path));
        }
    }

    /** Each form that may be written must be one that is read; in an open list only its shape counts. */
    private void alternatives(String path, JsonNode wanted, JsonNode given) {
        for (JsonNode form : forms(given)) {
            List<String> least = null;
            for (JsonNode one : forms(wanted)) {
                Compatibility attempt = new Compatibility(reader, writer);
                attempt.compare(path, one, form);
                least = least == null || attempt.breaks.size() < least.size() ? attempt.breaks : least;
            }
            breaks.addAll(least == null ? List.of() : least);
        }
    }

    private static List<JsonNode> forms(JsonNode schema) {
        return schema.has("anyOf") ? schema.path("anyOf").valueStream().toList() : List.of(schema);
    }

    private void types(String path, JsonNode wanted, JsonNode given) {
        covers(path, "takes", types(wanted), types(given), "anything");
    }

    /** Where the reader minds at all, it has to know all that may be written; nothing named means {@code everything}. */
    private void covers(String path, String verb, Set<String> read, Set<String> written, String everything) {
        breakIf(
                !read.isEmpty() && (written.isEmpty() || !read.containsAll(written)),
                path,
                "%s %s %s, and %s gives %s"
                        .formatted(reader, verb, read, writer, written.isEmpty() ? everything : written));
    }

    private static Set<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        Set<String> types = new HashSet<>();
        if (type.isTextual()) {
            types.add(type.asText());
        }
        type.forEach(one -> types.add(one.asText()));
        if (types.isEmpty() && !values(schema).isEmpty()) {
            types.add("string");
        }
        return types;
    }

    private void values(String path, JsonNode wanted, JsonNode given) {
        covers(path, "knows", values(wanted), values(given), "any");
    }

    private static Set<String> values(JsonNode schema) {
        Set<String> values = new HashSet<>();
        schema.path("enum").forEach(value -> values.add(value.asText()));
        if (schema.has("const")) {
            values.add(schema.path("const").asText());
        }
        return values;
    }

    /** Whether one pattern allows all that another does cannot be told in general: it must be the same. */
    private void limits(String path, JsonNode wanted, JsonNode given) {
        for (String limit : LIMITS) {
            JsonNode read = wanted.path(limit);
            JsonNode written = given.path(limit);
            boolean holds = (read.isNumber() && written.isNumber())
                    ? written.asLong() >= read.asLong()
                    : read.isMissingNode() || read.equals(written);
            breakIf(
                    !holds,
                    path,
                    "%s wants the %s %s, and %s has %s"
                            .formatted(
                                    reader,
                                    limit,
                                    read,
                                    writer,
                                    written.isMissingNode() ? "none" : written.toString()));
        }
    }

    private void members(String path, JsonNode wanted, JsonNode given) {
        Set<String> promised = new HashSet<>();
        given.path("required").forEach(name -> promised.add(name.asText()));
        for (JsonNode name : wanted.path("required")) {
            breakIf(
                    !promised.contains(name.asText()),
                    path + "/" + name.asText(),
                    "%s needs it, and %s may leave it away".formatted(reader, writer));
        }
        for (var member : wanted.path("properties").properties()) {
            JsonNode same = given.path("properties").path(member.getKey());
            if (!same.isMissingNode()) {
                compare(path + "/" + member.getKey(), member.getValue(), same);
            }
        }
    }

    private void within(String path, String word, JsonNode wanted, JsonNode given) {
        if (!wanted.has(word)) {
            return;
        }
        if (given.has(word)) {
            compare(path, wanted.path(word), given.path(word));
        } else {
            breaks.add("%s: %s knows of what kind they are, and %s gives any".formatted(path, reader, writer));
        }
    }

    private void breakIf(boolean broken, String path, String why) {
        if (broken) {
            breaks.add("%s: %s".formatted(path, why));
        }
    }
}
