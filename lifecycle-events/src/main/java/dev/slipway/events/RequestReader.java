package dev.slipway.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.FactType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a build request as an outsider may send it: a CloudEvent in structured mode (the value is the whole event, with
 * or without the header) or in binary mode ({@code ce_*} headers), its data either the plain request or a CDEvent that
 * has the request as {@code customData}.
 */
public final class RequestReader {
    /** The limit of one request, in bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    private RequestReader() {}

    /**
     * A readable request.
     *
     * @param source and
     * @param id together name the request, for ever
     * @param payloadSha256 tells a repeated request from another one under the same id
     */
    public record Received(String source, String id, String payloadSha256, BuildRequest request) {}

    public static Received read(Map<String, String> headers, byte @Nullable [] value) throws MalformedEvent {
        if (value == null || value.length == 0) {
            throw new MalformedEvent(
                    "empty record: expected a CloudEvent of type " + FactType.BUILD_REQUESTED.wireName());
        }
        if (value.length > MAX_BYTES) {
            throw new MalformedEvent("request of %d bytes, over the limit of %d".formatted(value.length, MAX_BYTES));
        }
        JsonNode body = EventFormat.parse(value);
        boolean binary = headers.containsKey("ce_id");
        String source = binary ? header(headers, "ce_source") : EventFormat.text(body, "source");
        String id = binary ? header(headers, "ce_id") : EventFormat.text(body, "id");
        String type = binary ? header(headers, "ce_type") : EventFormat.text(body, "type");
        if (!type.equals(FactType.BUILD_REQUESTED.wireName())) {
            throw new MalformedEvent("type is '%s' (expected %s)".formatted(type, FactType.BUILD_REQUESTED.wireName()));
        }
        JsonNode data = binary ? body : body.path("data");
        JsonNode request = data.has("customData") && data.has("context") ? data.path("customData") : data;
        return new Received(source, id, Sha256.hex(canonical(request)), request(request));
    }

    /** Reads the plain request object, as {@code POST /v1/builds} takes it. */
    public static BuildRequest request(JsonNode node) throws MalformedEvent {
        if (!node.isObject()) {
            throw new MalformedEvent(
                    "'data' is missing or not an object (expected {\"repository\": …, \"commit\": …})");
        }
        JsonNode ref = node.path("ref");
        JsonNode directory = node.path("directory");
        try {
            return new BuildRequest(
                    EventFormat.text(node, "repository"),
                    new CommitId(EventFormat.text(node, "commit")),
                    ref.isTextual() ? ref.asText() : null,
                    directory.isTextual() ? directory.asText() : ".",
                    node.path("rebuild").asBoolean(false));
        } catch (IllegalArgumentException e) {
            throw new MalformedEvent(String.valueOf(e.getMessage()), e);
        }
    }

    private static String header(Map<String, String> headers, String name) throws MalformedEvent {
        String value = headers.get(name);
        if (value == null || value.isEmpty()) {
            throw new MalformedEvent("binary-mode CloudEvent without the header '%s'".formatted(name));
        }
        return value;
    }

    private static String canonical(JsonNode request) {
        try {
            return Json.MAPPER.writeValueAsString(Json.MAPPER.treeToValue(request, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("could not write what was just read", e);
        }
    }
}
