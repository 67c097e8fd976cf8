package dev.slipway.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the published schemas from the types themselves. Everything is open: a consumer that validates must not break
 * on a member that is added later.
 */
final class SchemaFiles {
    static final String BUILD_REQUEST = "build-request.json";
    static final String BUILD_CANCELLATION = "build-cancellation.json";
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final String BASE = "https://slipway.dev/schemas/";

    private SchemaFiles() {}

    static Map<String, ObjectNode> all() {
        Map<String, ObjectNode> files = new LinkedHashMap<>();
        for (FactType type : FactType.values()) {
            files.put(type.wireName() + ".json", event(type));
        }
        files.put(BUILD_REQUEST, buildRequest());
        files.put(BUILD_CANCELLATION, buildCancellation());
        return files;
    }

    static ObjectNode of(String file) {
        ObjectNode schema = all().get(file);
        if (schema == null) {
            throw new IllegalArgumentException("no schema %s is published".formatted(file));
        }
        return schema;
    }

    private static ObjectNode event(FactType type) {
        ObjectNode sources = SchemaTypes.oneOf(type.writers().stream()
                .map(writer -> "/slipway/" + writer.wireName())
                .toList());
        return head(EventFormat.schemaUri(type), type.wireName(), "A CloudEvent whose data is a CDEvent of this type.")
                .setAll(SchemaTypes.object()
                        .with("specversion", SchemaTypes.constant("1.0"))
                        .with("id", SchemaTypes.uuid())
                        .with("source", sources)
                        .with("type", SchemaTypes.constant(type.wireName()))
                        .with("subject", SchemaTypes.text(1))
                        .with("time", SchemaTypes.time())
                        .with("datacontenttype", SchemaTypes.constant("application/json"))
                        .with("data", data(type, sources))
                        .node());
    }

    private static ObjectNode data(FactType type, ObjectNode sources) {
        return SchemaTypes.object()
                .with("context", context(type, sources))
                .with(
                        "subject",
                        SchemaTypes.object()
                                .with("id", SchemaTypes.text(1))
                                .with("source", sources.deepCopy())
                                .with("content", content(type))
                                .node())
                .with(
                        "customData",
                        SchemaTypes.object()
                                .with("ledger", ledger(type))
                                .with("fact", SchemaTypes.of(Facts.classOf(type)))
                                .node())
                .node();
    }

    private static ObjectNode context(FactType type, ObjectNode sources) {
        ObjectNode link = SchemaTypes.object()
                .with("linkType", SchemaTypes.text(1))
                .maybe(
                        "from",
                        SchemaTypes.object()
                                .with("contextId", SchemaTypes.text(1))
                                .node())
                .node();
        return SchemaTypes.object()
                .with("specversion", SchemaTypes.constant("0.5.1"))
                .with("id", SchemaTypes.uuid())
                .with("source", sources.deepCopy())
                .with("type", SchemaTypes.constant(type.wireName()))
                .with("timestamp", SchemaTypes.time())
                .with("schemaUri", SchemaTypes.constant(EventFormat.schemaUri(type)))
                .with("chainId", SchemaTypes.uuid())
                .maybe("links", SchemaTypes.listOf(link))
                .node();
    }

    /** The types whose content the standard prescribes; it is an empty object for all others. */
    private static ObjectNode content(FactType type) {
        ObjectNode place = SchemaTypes.object().with("id", SchemaTypes.text(1)).node();
        ObjectNode service = SchemaTypes.object()
                .with("environment", place)
                .with("artifactId", SchemaTypes.text(1))
                .node();
        ObjectNode change = SchemaTypes.object()
                .with("id", SchemaTypes.text(1))
                .with("source", SchemaTypes.text(1))
                .node();
        ObjectNode suite = SchemaTypes.object()
                .with("id", SchemaTypes.text(1))
                .with("name", SchemaTypes.text(1))
                .node();
        ObjectNode tests = SchemaTypes.object()
                .with("environment", place.deepCopy())
                .with("outcome", SchemaTypes.oneOf(List.of("success", "failure", "cancel", "error")))
                .with("testSuite", suite)
                .maybe("reason", SchemaTypes.text(0))
                .node();
        return Map.of(
                        FactType.BUILD_FINISHED,
                        SchemaTypes.object()
                                .maybe("artifactId", SchemaTypes.text(1))
                                .node(),
                        FactType.ARTIFACT_PACKAGED,
                        SchemaTypes.object().with("change", change).node(),
                        FactType.TEST_SUITE_FINISHED,
                        tests,
                        FactType.SERVICE_DEPLOYED,
                        service,
                        FactType.SERVICE_UPGRADED,
                        service,
                        FactType.SERVICE_ROLLED_BACK,
                        service)
                .getOrDefault(type, SchemaTypes.object().node());
    }

    private static ObjectNode ledger(FactType type) {
        SchemaTypes.Members ledger = SchemaTypes.object()
                .with(
                        "kind",
                        SchemaTypes.oneOf(type.subjects().stream()
                                .map(Subject.Kind::wireName)
                                .toList()))
                .with(
                        "subject",
                        SchemaTypes.anyOf(
                                type.subjects().stream().map(SchemaTypes::key).toList()))
                .with("seq", SchemaTypes.integer().put("minimum", 1))
                .with("actor", SchemaTypes.text(1))
                .with("previousHash", SchemaTypes.pattern("[0-9a-f]{64}"));
        if (!type.edges().isEmpty()) {
            ledger.maybe("move", move(type));
        }
        return ledger.node();
    }

    /** Only the moves of the table: a machine, with the states it may go between. */
    private static ObjectNode move(FactType type) {
        return SchemaTypes.anyOf(type.edges().stream()
                .map(edge -> SchemaTypes.object()
                        .with("machine", SchemaTypes.constant(edge.machine().wireName()))
                        .with("instance", SchemaTypes.text(1))
                        .with("from", SchemaTypes.constant(edge.from()))
                        .with("to", SchemaTypes.constant(edge.to()))
                        .node())
                .toList());
    }

    private static ObjectNode buildRequest() {
        return head(BASE + BUILD_REQUEST, "build request", "What to build: the data of a request, or its customData.")
                .setAll(SchemaTypes.object()
                        .with("repository", SchemaTypes.pattern(BuildRequest.REPOSITORY))
                        .with("commit", SchemaTypes.of(CommitId.class))
                        .maybe("ref", SchemaTypes.orNull(SchemaTypes.pattern(BuildRequest.TEXT)))
                        .maybe("directory", SchemaTypes.orNull(SchemaTypes.pattern(BuildRequest.DIRECTORY)))
                        .maybe("rebuild", SchemaTypes.orNull(SchemaTypes.of(boolean.class)))
                        .maybe("urgent", SchemaTypes.orNull(SchemaTypes.of(boolean.class)))
                        .node());
    }

    private static ObjectNode buildCancellation() {
        ObjectNode reason = SchemaTypes.orNull(SchemaTypes.pattern(BuildRequest.TEXT));
        ObjectNode request = SchemaTypes.object()
                .with("source", SchemaTypes.pattern(BuildRequest.TEXT))
                .with("id", SchemaTypes.pattern(BuildRequest.TEXT))
                .node();
        ObjectNode byId = SchemaTypes.object()
                .with("build", SchemaTypes.uuid())
                .maybe("request", SchemaTypes.never())
                .maybe("reason", reason)
                .node();
        ObjectNode byRequest = SchemaTypes.object()
                .maybe("build", SchemaTypes.type("null"))
                .with("request", request)
                .maybe("reason", reason.deepCopy())
                .node();
        return head(
                        BASE + BUILD_CANCELLATION,
                        "build cancellation",
                        "Which build is to stop, by its id or by what asked for it: the data of a request, or its customData.")
                .setAll(SchemaTypes.anyOf(List.of(byId, byRequest)));
    }

    private static ObjectNode head(String id, String title, String description) {
        return Json.MAPPER
                .createObjectNode()
                .put("$schema", DIALECT)
                .put("$id", id)
                .put("title", title)
                .put("description", description);
    }
}
