package dev.slipway.console.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.events.Json;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON in and out as everywhere else in Slipway. */
public class JsonBodies {
    @Singleton
    @Produces
    @Unremovable
    ObjectMapper mapper() {
        return Json.MAPPER;
    }

    public static JsonNode read(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Problem.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    /** A member that has to be a text. */
    public static String text(JsonNode body, String member, String wanted) {
        JsonNode value = body.path(member);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw Problem.badRequest(
                    "'%s' is %s (wanted: %s)".formatted(member, value.isMissingNode() ? "missing" : value, wanted));
        }
        return value.asText();
    }

    /** A member that may be absent; a text if it is there. */
    public static @Nullable String optionalText(JsonNode body, String member, String wanted) {
        return body.path(member).isMissingNode() || body.path(member).isNull() ? null : text(body, member, wanted);
    }

    /** A member that may be absent; a list of texts if it is there. */
    public static List<String> texts(JsonNode body, String member, String wanted) {
        JsonNode value = body.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        value.forEach(one -> texts.add(one.isTextual() ? one.asText() : ""));
        if (!value.isArray() || texts.contains("")) {
            throw Problem.badRequest("'%s' is %s (wanted: %s)".formatted(member, value, wanted));
        }
        return texts;
    }

    /** A body that is an object, or nothing at all, which is an empty one; members nobody knows are refused. */
    public static JsonNode object(byte[] body, String... known) {
        JsonNode read = body.length == 0 ? Json.MAPPER.createObjectNode() : read(body);
        if (!read.isObject()) {
            throw Problem.badRequest("the body is not a JSON object");
        }
        read.fieldNames().forEachRemaining(name -> {
            if (!List.of(known).contains(name)) {
                throw Problem.badRequest(
                        "'%s' means nothing here (wanted: %s)".formatted(name, String.join(", ", known)));
            }
        });
        return read;
    }
}
