package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query part of an engine path. */
final class Query {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringBuilder text;

    private Query(String path) {
        this.text = new StringBuilder(path);
    }

    static Query on(String path) {
        return new Query(path);
    }

    /** Nothing is added for null. */
    Query with(String name, @Nullable String value) {
        if (value != null) {
            text.append(text.indexOf("?") < 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(encoded(value));
        }
        return this;
    }

    /** The engine takes maps as JSON text. Nothing is added for an empty one. */
    Query with(String name, Map<String, String> values) {
        return values.isEmpty() ? this : with(name, json(values));
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings could not be written as JSON", e);
        }
    }
}
