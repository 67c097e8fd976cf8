package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** The engine's progress streams: JSON objects one after the other, each read as soon as it is there. */
final class JsonLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonLines() {}

    static void read(InputStream stream, Consumer<JsonNode> line) throws IOException {
        try (MappingIterator<JsonNode> lines = JSON.readerFor(JsonNode.class).readValues(stream)) {
            while (lines.hasNextValue()) {
                line.accept(lines.nextValue());
            }
        }
    }

    /** The error the engine put into a stream it had already begun with status 200; empty where the line is none. */
    static String error(JsonNode line) {
        var detail = line.path("errorDetail").path("message").asText("");
        return detail.isEmpty() ? line.path("error").asText("") : detail;
    }
}
