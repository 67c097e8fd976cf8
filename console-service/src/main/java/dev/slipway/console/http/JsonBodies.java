package dev.slipway.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.events.Json;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;

/** JSON in and out as everywhere else in Slipway. */
class JsonBodies {
    @Singleton
    @Produces
    @Unremovable
    ObjectMapper mapper() {
        return Json.MAPPER;
    }

    static JsonNode read(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Problem.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    /** A member that has to be a text. */
    static String text(JsonNode body, String member, String wanted) {
        JsonNode value = body.path(member);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw Problem.badRequest(
                    "'%s' is %s (wanted: %s)".formatted(member, value.isMissingNode() ? "missing" : value, wanted));
        }
        return value.asText();
    }
}
