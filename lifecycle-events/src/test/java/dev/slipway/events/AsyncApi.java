package dev.slipway.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Subject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The topics as an AsyncAPI 3 document, made from the types themselves and from the published schemas. */
final class AsyncApi {
    private static final String BINDING = "0.5.0";
    private static final String FACT = "/properties/data/properties/customData/properties";

    private final ObjectNode document = Json.MAPPER.createObjectNode();
    private final ObjectNode messages = Json.MAPPER.createObjectNode();
    private final ObjectNode schemas = Json.MAPPER.createObjectNode();

    private AsyncApi() {}

    static ObjectNode document() {
        return new AsyncApi().made();
    }

    private ObjectNode made() {
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Slipway's topics")
                .put("version", "1.0")
                .put("description", TopicTexts.ABOUT);
        document.put("defaultContentType", EventFormat.CONTENT_TYPE);
        document.putObject("servers")
                .putObject("broker")
                .put("host", "{broker}")
                .put("protocol", "kafka")
                .put("description", "The brokers that the operators of your Slipway name.")
                .putObject("variables")
                .putObject("broker")
                .put("default", "localhost:9092");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        schemas();
        channels.set("requests", channel(Topics.REQUESTS, TopicTexts.REQUESTS, requests()));
        channels.set("lifecycle", keptForEver(channel(Topics.LIFECYCLE, TopicTexts.LIFECYCLE, facts()), null));
        channels.set(
                "deadLetter", keptForEver(channel(Topics.DEAD_LETTER, TopicTexts.DEAD_LETTER, deadLetters()), null));
        channels.set("checkpoints", keptForEver(channel(Topics.CHECKPOINTS, TopicTexts.CHECKPOINTS, checkpoints()), 1));
        operation(operations, "takeRequest", "receive", "requests", "Slipway takes what you ask for.");
        operation(operations, "tellFact", "send", "lifecycle", "Slipway tells every fact.");
        operation(operations, "giveUp", "send", "deadLetter", "Slipway tells what it gave up on.");
        operation(operations, "signCheckpoint", "send", "checkpoints", "Slipway signs its history.");
        ObjectNode components = document.putObject("components");
        components.set("messages", messages);
        components.set("schemas", schemas);
        return document;
    }

    private static ObjectNode channel(String topic, String description, List<String> names) {
        ObjectNode channel =
                Json.MAPPER.createObjectNode().put("address", topic).put("description", description);
        ObjectNode of = channel.putObject("messages");
        names.forEach(name -> of.putObject(name).put("$ref", "#/components/messages/" + name));
        return channel;
    }

    private static ObjectNode keptForEver(ObjectNode channel, @Nullable Integer partitions) {
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
        if (partitions != null) {
            kafka.put("partitions", partitions);
        }
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        configuration.putArray("cleanup.policy").add("delete");
        configuration.put("retention.ms", -1);
        kafka.put("bindingVersion", BINDING);
        return channel;
    }

    private static void operation(ObjectNode operations, String name, String action, String channel, String summary) {
        ObjectNode operation = operations.putObject(name).put("action", action);
        operation.putObject("channel").put("$ref", "#/channels/" + channel);
        operation.put("summary", summary);
    }

    private void schemas() {
        ObjectNode event = SchemaParts.common(
                Arrays.stream(FactType.values()).map(AsyncApi::published).toList());
        Meanings.ENVELOPE.forEach(
                (path, words) -> ((ObjectNode) event.at(path.replace("/", "/properties/"))).put("description", words));
        schemas.set("Event", event);
        schemas.set("BuildRequest", SchemaParts.inside(SchemaFiles.of(SchemaFiles.BUILD_REQUEST)));
        schemas.set("BuildCancellation", SchemaParts.inside(SchemaFiles.of(SchemaFiles.BUILD_CANCELLATION)));
    }

    private static ObjectNode published(FactType type) {
        return SchemaParts.inside(SchemaFiles.of(type.wireName() + ".json"));
    }

    private List<String> facts() {
        return Arrays.stream(FactType.values()).map(this::fact).toList();
    }

    private String fact(FactType type) {
        String name = Facts.classOf(type).getSimpleName();
        schemas.set(name, SchemaTypes.of(Facts.classOf(type)));
        ObjectNode besides = SchemaParts.besides(published(type), schemas.path("Event"));
        ((ObjectNode) besides.at(FACT)).set("fact", reference(name));
        ObjectNode payload = Json.MAPPER.createObjectNode();
        payload.putArray("allOf").add(reference("Event")).add(besides);
        ObjectNode message = message(name, type.wireName(), Meanings.of(type), payload);
        message.set("headers", headers(Map.of("content-type", SchemaTypes.constant(EventFormat.CONTENT_TYPE))));
        message.putObject("correlationId").put("location", "$message.payload#/data/context/chainId");
        key(
                message,
                SchemaTypes.anyOf(type.subjects().stream().map(SchemaTypes::key).toList()));
        message.set(
                "x-written-by",
                names(type.writers().stream().map(one -> one.wireName()).toList()));
        message.set("x-moves", names(type.edges().stream().map(EventsPage::move).toList()));
        example(message, GoldenTest.golden(type));
        return name;
    }

    private static ArrayNode names(List<String> all) {
        ArrayNode names = Json.MAPPER.createArrayNode();
        all.forEach(names::add);
        return names;
    }

    private ObjectNode message(String name, String type, String summary, ObjectNode payload) {
        ObjectNode message =
                messages.putObject(name).put("name", type).put("title", name).put("summary", summary);
        message.set("payload", payload);
        return message;
    }

    private static ObjectNode reference(String schema) {
        return Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + schema);
    }

    private static void key(ObjectNode message, ObjectNode schema) {
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        kafka.set("key", schema);
        kafka.put("bindingVersion", BINDING);
    }

    private static ObjectNode headers(Map<String, ObjectNode> wanted) {
        SchemaTypes.Members headers = SchemaTypes.object();
        for (var header : wanted.entrySet()) {
            headers = headers.with(header.getKey(), header.getValue());
        }
        return headers.node();
    }

    private static void example(ObjectNode message, JsonNode payload) {
        message.putArray("examples").addObject().set("payload", payload);
    }

    /** Each way of asking once as the whole event, once with its attributes as headers. */
    private List<String> requests() {
        Map<String, FactType> data = new LinkedHashMap<>();
        data.put("BuildRequest", FactType.BUILD_REQUESTED);
        data.put("BuildCancellation", FactType.BUILD_CANCELLED);
        data.forEach((schema, type) -> {
            String what = schema.equals("BuildRequest") ? "A build is wanted" : "A build is to stop";
            ObjectNode event = message(
                    "Structured" + schema,
                    type.wireName(),
                    what + ": one CloudEvent as the value.",
                    structured(type, schema));
            event.set(
                    "headers",
                    SchemaTypes.object()
                            .maybe("content-type", SchemaTypes.constant("application/cloudevents+json"))
                            .node());
            ObjectNode binary = message(
                    "Binary" + schema, type.wireName(), what + ": a CloudEvent's attributes as headers.", data(schema));
            Map<String, ObjectNode> headers = new LinkedHashMap<>();
            headers.put("ce_specversion", SchemaTypes.constant("1.0"));
            headers.put("ce_id", SchemaTypes.pattern(BuildRequest.TEXT));
            headers.put("ce_source", SchemaTypes.pattern(BuildRequest.TEXT));
            headers.put("ce_type", SchemaTypes.constant(type.wireName()));
            binary.put("contentType", "application/json");
            binary.set("headers", headers(headers));
        });
        return data.keySet().stream()
                .flatMap(schema -> Stream.of("Structured" + schema, "Binary" + schema))
                .toList();
    }

    private static ObjectNode structured(FactType type, String schema) {
        return SchemaTypes.object()
                .with("specversion", SchemaTypes.constant("1.0"))
                .with("id", SchemaTypes.pattern(BuildRequest.TEXT))
                .with("source", SchemaTypes.pattern(BuildRequest.TEXT))
                .with("type", SchemaTypes.constant(type.wireName()))
                .with("data", data(schema))
                .node();
    }

    /** The plain request, or a CDEvent that has it as its customData. */
    private static ObjectNode data(String schema) {
        ObjectNode cdEvent = SchemaTypes.object()
                .with("context", SchemaTypes.type("object"))
                .with("customData", reference(schema))
                .node();
        return SchemaTypes.anyOf(List.of(reference(schema), cdEvent));
    }

    private List<String> deadLetters() {
        SchemaTypes.Members origin = SchemaTypes.object()
                .with("dead-letter-reason", SchemaTypes.text(1))
                .with("dead-letter-topic", SchemaTypes.text(1))
                .with("dead-letter-partition", SchemaTypes.pattern("[0-9]+"))
                .with("dead-letter-offset", SchemaTypes.pattern("[0-9]+"))
                .with("slipway-stage", SchemaTypes.text(1));
        ObjectNode unread = message("UnreadRecord", "unread record", TopicTexts.UNREAD, Json.MAPPER.createObjectNode());
        unread.put("contentType", "application/octet-stream").set("headers", origin.node());
        ObjectNode dead = message("DeadJob", "dead job", TopicTexts.DEAD_JOB, reference("Event"));
        dead.set(
                "headers",
                SchemaTypes.object()
                        .with("dead-letter-reason", SchemaTypes.text(1))
                        .with("slipway-stage", SchemaTypes.text(1))
                        .with("slipway-job", SchemaTypes.uuid())
                        .node());
        key(
                dead,
                SchemaTypes.anyOf(Arrays.stream(Subject.Kind.values())
                        .map(SchemaTypes::key)
                        .toList()));
        return List.of("UnreadRecord", "DeadJob");
    }

    private List<String> checkpoints() {
        ObjectNode checkpoint = message("Checkpoint", "checkpoint", TopicTexts.CHECKPOINT, SchemaTypes.text(1));
        checkpoint.put("contentType", "text/plain; charset=UTF-8");
        key(checkpoint, SchemaTypes.text(1).put("description", "The name of the ledger."));
        return List.of("Checkpoint");
    }
}
