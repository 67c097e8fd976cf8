package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Consumer;

/** Answers recorded from Docker Engine 20.10, byte for byte. */
final class Recorded {
    private Recorded() {}

    static void play(String name, Consumer<JsonNode> line) {
        try (var stream = Objects.requireNonNull(Recorded.class.getResourceAsStream(name), name)) {
            JsonLines.read(stream, line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
