package dev.slipway.events;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes an entry as a structured-mode CloudEvent whose data is a CDEvent, and reads it back. */
public final class EventFormat {
    /** The limit of one event, in bytes. */
    public static final int MAX_BYTES = 16 * 1024;

    public static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";
    private static final String CDEVENTS_VERSION = "0.5.1";
    private static final String SOURCE = "/slipway/";

    private EventFormat() {}

    public static byte[] write(Entry entry) {
        String subjectId = CdEvents.subjectId(entry.subject(), entry.imageRepository());
        String source = SOURCE + entry.writer().wireName();
        String type = entry.fact().type().wireName();
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("specversion", "1.0");
        event.put("id", entry.id().toString());
        event.put("source", source);
        event.put("type", type);
        event.put("subject", subjectId);
        event.put("time", entry.at().toString());
        event.put("datacontenttype", "application/json");
        ObjectNode data = event.putObject("data");
        ObjectNode context = data.putObject("context");
        context.put("specversion", CDEVENTS_VERSION);
        context.put("id", entry.id().toString());
        context.put("source", source);
        context.put("type", type);
        context.put("timestamp", entry.at().toString());
        context.put("schemaUri", schemaUri(entry.fact().type()));
        context.put("chainId", entry.chain().toString());
        if (!entry.causes().isEmpty()) {
            var links = context.putArray("links");
            entry.causes()
                    .forEach(cause -> links.addObject()
                            .put("linkType", "PATH")
                            .putObject("from")
                            .put("contextId", cause.toString()));
        }
        ObjectNode subject = data.putObject("subject");
        subject.put("id", subjectId);
        subject.put("source", source);
        subject.set("content", CdEvents.content(entry));
        ObjectNode custom = data.putObject("customData");
        custom.set("ledger", ledger(entry));
        custom.set("fact", Json.MAPPER.valueToTree(entry.fact()));
        return bytes(event, type);
    }

    /** Where the JSON Schema of a type is published. */
    public static String schemaUri(FactType type) {
        return "https://slipway.dev/schemas/" + type.wireName() + ".json";
    }

    private static ObjectNode ledger(Entry entry) {
        ObjectNode ledger = Json.MAPPER.createObjectNode();
        ledger.put("kind", entry.subject().kind().wireName());
        ledger.put("subject", entry.subject().key());
        ledger.put("seq", entry.seq());
        ledger.put("actor", entry.actor());
        Step step = entry.step();
        if (step != null) {
            ledger.putObject("move")
                    .put("machine", step.machine().wireName())
                    .put("instance", step.instance())
                    .put("from", step.from())
                    .put("to", step.to());
        }
        ledger.put("previousHash", entry.previousHash());
        return ledger;
    }

    private static byte[] bytes(ObjectNode event, String type) {
        try {
            byte[] bytes = Json.MAPPER.writeValueAsBytes(event);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "%s would be %d bytes, over the limit of %d: keep large things as evidence"
                                .formatted(type, bytes.length, MAX_BYTES));
            }
            return bytes;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("could not write " + type, e);
        }
    }

    public static LifecycleEvent read(byte[] bytes) throws MalformedEvent {
        return read(parse(bytes));
    }

    /** With what else the bytes say of its place in the ledger. */
    public static ReadEntry readEntry(byte[] bytes) throws MalformedEvent {
        JsonNode event = parse(bytes);
        JsonNode ledger = event.path("data").path("customData").path("ledger");
        return new ReadEntry(
                read(event), writer(text(event, "source")), move(ledger.path("move")), text(ledger, "previousHash"));
    }

    private static String writer(String source) throws MalformedEvent {
        if (!source.startsWith(SOURCE)) {
            throw new MalformedEvent("'source' is %s (expected %s<service>)".formatted(source, SOURCE));
        }
        return source.substring(SOURCE.length());
    }

    private static ReadEntry.@Nullable Move move(JsonNode move) throws MalformedEvent {
        return move.isMissingNode()
                ? null
                : new ReadEntry.Move(
                        text(move, "machine"), text(move, "instance"), text(move, "from"), text(move, "to"));
    }

    private static LifecycleEvent read(JsonNode event) throws MalformedEvent {
        FactType type = factType(event);
        JsonNode context = event.path("data").path("context");
        JsonNode custom = event.path("data").path("customData");
        JsonNode ledger = custom.path("ledger");
        try {
            return new LifecycleEvent(
                    UUID.fromString(text(event, "id")),
                    Subject.parse(text(ledger, "subject")),
                    seq(ledger),
                    UUID.fromString(text(context, "chainId")),
                    text(ledger, "actor"),
                    Instant.parse(text(event, "time")),
                    ledger.path("move").path("to").asText(null),
                    fact(custom.path("fact"), type));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedEvent("not a well-formed %s: %s".formatted(type.wireName(), e.getMessage()), e);
        }
    }

    private static long seq(JsonNode ledger) throws MalformedEvent {
        JsonNode seq = ledger.path("seq");
        if (!seq.isIntegralNumber() || !seq.canConvertToLong() || seq.asLong() < 1) {
            throw new MalformedEvent("'data.customData.ledger.seq' is %s (expected a whole number from 1)"
                    .formatted(seq.isNumber() ? seq.asText() : Excerpt.of(seq)));
        }
        return seq.asLong();
    }

    private static Fact fact(JsonNode node, FactType type) throws MalformedEvent {
        if (!node.isObject()) {
            throw new MalformedEvent("'data.customData.fact' of %s is %s (expected an object)"
                    .formatted(type.wireName(), Excerpt.of(node)));
        }
        try {
            Fact fact = Json.MAPPER.treeToValue(node, Facts.classOf(type));
            String missing = RequiredMembers.firstMissing("fact", fact);
            if (missing != null) {
                throw new MalformedEvent(
                        "'%s' of %s is missing or null (expected a value)".formatted(missing, type.wireName()));
            }
            return fact;
        } catch (JsonProcessingException e) {
            throw new MalformedEvent("not a well-formed %s: %s".formatted(type.wireName(), e.getMessage()), e);
        }
    }

    private static FactType factType(JsonNode event) throws MalformedEvent {
        try {
            return FactType.of(text(event, "type"));
        } catch (IllegalArgumentException e) {
            throw new MalformedEvent(String.valueOf(e.getMessage()), e);
        }
    }

    static JsonNode parse(byte[] bytes) throws MalformedEvent {
        try {
            JsonNode node = Json.MAPPER.readTree(bytes);
            if (!node.isObject()) {
                throw new MalformedEvent("not a CloudEvent: found %s in %d bytes (expected a JSON object)"
                        .formatted(Excerpt.of(node), bytes.length));
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new MalformedEvent("not JSON (expected one JSON object): " + where(e), e);
        } catch (IOException e) {
            throw new MalformedEvent("not readable as JSON: " + e.getMessage(), e);
        }
    }

    static String text(JsonNode node, String member) throws MalformedEvent {
        JsonNode value = node.path(member);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw new MalformedEvent(
                    "'%s' is %s (expected a string that is not empty)".formatted(member, Excerpt.of(value)));
        }
        return value.asText();
    }

    /** Without the parser's own account of its source, which it does not show. */
    private static String where(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null
                ? e.getOriginalMessage()
                : "%s (line %d, column %d)".formatted(e.getOriginalMessage(), at.getLineNr(), at.getColumnNr());
    }
}
