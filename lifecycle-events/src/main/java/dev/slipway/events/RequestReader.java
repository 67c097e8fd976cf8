package dev.slipway.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.FactType;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an outsider may ask for (a build, or that one stops) as it may be sent: a CloudEvent in structured mode (the value is the whole event, with
 * or without the header) or in binary mode ({@code ce_*} headers), its data either the plain request or a CDEvent that
 * has the request as {@code customData}.
 */
public final class RequestReader {
    /** The limit of one request, in bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    /** Both together are a key of the database, and are said again in the event of the build. */
    private static final Pattern IDENTITY_FORM = Pattern.compile(BuildRequest.TEXT);

    private RequestReader() {}

    private static final String WANTED =
            FactType.BUILD_REQUESTED.wireName() + " or " + FactType.BUILD_CANCELLED.wireName();

    /** What was asked for. Source and id together name the asking, for ever; the hash tells it from another under the same id. */
    public sealed interface Asked {
        String source();

        String id();

        String payloadSha256();
    }

    /** Somebody wants a build. */
    public record Received(String source, String id, String payloadSha256, BuildRequest request) implements Asked {}

    /** Somebody wants a build to stop. */
    public record Cancelling(String source, String id, String payloadSha256, WhichBuild which, String reason)
            implements Asked {}

    /** How an outsider names a build. */
    public sealed interface WhichBuild {}

    public record ById(BuildId build) implements WhichBuild {}

    /** By what asked for it. */
    public record ByRequest(String source, String id) implements WhichBuild {}

    public static Asked read(Map<String, String> headers, byte @Nullable [] value) throws MalformedEvent {
        if (value == null || value.length == 0) {
            throw new MalformedEvent("empty record: expected a CloudEvent of type " + WANTED);
        }
        if (value.length > MAX_BYTES) {
            throw new MalformedEvent("request of %d bytes, over the limit of %d".formatted(value.length, MAX_BYTES));
        }
        JsonNode body = EventFormat.parse(value);
        boolean binary = binary(headers);
        String source = identity("source", binary ? header(headers, "ce_source") : EventFormat.text(body, "source"));
        String id = identity("id", binary ? header(headers, "ce_id") : EventFormat.text(body, "id"));
        String type = binary ? header(headers, "ce_type") : EventFormat.text(body, "type");
        JsonNode data = binary ? body : body.path("data");
        JsonNode asked = data.has("customData") && data.has("context") ? data.path("customData") : data;
        if (type.equals(FactType.BUILD_REQUESTED.wireName())) {
            BuildRequest request = request(asked);
            return new Received(source, id, Sha256.hex(canonical(asked)), request);
        }
        if (type.equals(FactType.BUILD_CANCELLED.wireName())) {
            return cancelling(source, id, asked);
        }
        throw new MalformedEvent("type is '%s' (expected %s)".formatted(Excerpt.of(type), WANTED));
    }

    private static Cancelling cancelling(String source, String id, JsonNode node) throws MalformedEvent {
        String reason = optionalText(node, "reason");
        return new Cancelling(
                source,
                id,
                Sha256.hex(canonical(node)),
                which(node),
                reason == null ? "no reason given" : identity("reason", reason));
    }

    private static WhichBuild which(JsonNode node) throws MalformedEvent {
        String build = optionalText(node, "build");
        JsonNode request = node.path("request");
        if (build == null && request.isObject()) {
            return new ByRequest(
                    identity("request.source", EventFormat.text(request, "source")),
                    identity("request.id", EventFormat.text(request, "id")));
        }
        if (build == null || !request.isMissingNode()) {
            throw new MalformedEvent(
                    "which build is to stop is not said once, but by %s (expected {\"build\": \"<its id>\"}, or {\"request\": {\"source\": …, \"id\": …}} as it was asked for)"
                            .formatted(Excerpt.of(node)));
        }
        try {
            return new ById(BuildId.parse(build));
        } catch (IllegalArgumentException e) {
            throw new MalformedEvent(String.valueOf(e.getMessage()), e);
        }
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
                    flag(node, "rebuild"),
                    flag(node, "urgent"));
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
