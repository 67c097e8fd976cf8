package dev.slipway.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.FactType;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a build request as an outsider may send it: a CloudEvent in structured mode (the value is the whole event, with
 * or without the header) or in binary mode ({@code ce_*} headers), its data either the plain request or a CDEvent that
 * has the request as {@code customData}.
 */
public final class RequestReader {
    /** The limit of one request, in bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    /** Both together are a key of the database, and are said again in the event of the build. */
    private static final Pattern IDENTITY_FORM = Pattern.compile(BuildRequest.TEXT);

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
        boolean binary = binary(headers);
        String source = identity("source", binary ? header(headers, "ce_source") : EventFormat.text(body, "source"));
        String id = identity("id", binary ? header(headers, "ce_id") : EventFormat.text(body, "id"));
        String type = binary ? header(headers, "ce_type") : EventFormat.text(body, "type");
        if (!type.equals(FactType.BUILD_REQUESTED.wireName())) {
            throw new MalformedEvent(
                    "type is '%s' (expected %s)".formatted(Excerpt.of(type), FactType.BUILD_REQUESTED.wireName()));
        }
        JsonNode data = binary ? body : body.path("data");
        JsonNode request = data.has("customData") && data.has("context") ? data.path("customData") : data;
        BuildRequest read = request(request);
        return new Received(source, id, Sha256.hex(canonical(request)), read);
    }

    /** Reads the plain request object, as {@code POST /v1/builds} takes it. */
    public static BuildRequest request(JsonNode node) throws MalformedEvent {
        if (!node.isObject()) {
            throw new MalformedEvent(
                    "the build request ('data' of the event, or its 'customData') is %s (expected an object {\"repository\": …, \"commit\": …})"
                            .formatted(Excerpt.of(node)));
        }
        String ref = optionalText(node, "ref");
        String directory = optionalText(node, "directory");
        try {
            return new BuildRequest(
                    EventFormat.text(node, "repository"),
                    new CommitId(EventFormat.text(node, "commit")),
                    ref,
                    directory == null ? "." : directory,
                    flag(node, "rebuild"));
        } catch (IllegalArgumentException e) {
            throw new MalformedEvent(String.valueOf(e.getMessage()), e);
        }
    }

    /** The content type decides: a structured event may repeat its attributes as headers. */
    private static boolean binary(Map<String, String> headers) {
        String contentType = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
        return !contentType.startsWith("application/cloudevents")
                && headers.keySet().stream().anyMatch(name -> name.startsWith("ce_"));
    }

    private static String header(Map<String, String> headers, String name) throws MalformedEvent {
        String value = headers.get(name);
        if (value == null || value.isEmpty()) {
            throw new MalformedEvent(
                    "binary-mode CloudEvent without the header '%s' (found %s; expected ce_id, ce_source and ce_type, or a structured event with content-type %s)"
                            .formatted(
                                    name,
                                    headers.keySet().stream()
                                            .map(Excerpt::of)
                                            .sorted()
                                            .limit(20)
                                            .toList(),
                                    EventFormat.CONTENT_TYPE));
        }
        return value;
    }

    private static String identity(String name, String value) throws MalformedEvent {
        if (!IDENTITY_FORM.matcher(value).matches()) {
            throw new MalformedEvent("'%s' is '%s' (expected 1 to 255 characters, no control characters)"
                    .formatted(name, Excerpt.of(value)));
        }
        return value;
    }

    private static @Nullable String optionalText(JsonNode node, String member) throws MalformedEvent {
        return node.path(member).isNull() || node.path(member).isMissingNode() ? null : EventFormat.text(node, member);
    }

    private static boolean flag(JsonNode node, String member) throws MalformedEvent {
        JsonNode value = node.path(member);
        if (!value.isBoolean() && !value.isNull() && !value.isMissingNode()) {
            throw new MalformedEvent("'%s' is %s (expected true or false)".formatted(member, Excerpt.of(value)));
        }
        return value.asBoolean(false);
    }

    private static String canonical(JsonNode request) {
        try {
            return Json.MAPPER.writeValueAsString(Json.MAPPER.treeToValue(request, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("could not write what was just read", e);
        }
    }
}
