package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/** Tells facts as they come: each as JSON, a line each, or in place on a terminal. */
interface Telling {
    void tell(JsonNode event);

    /** Nothing more comes. */
    void end();

    static Telling of(Slipway slipway) {
        if (slipway.json()) {
            return new Lines(event -> slipway.line(Console.compact(event)));
        }
        return slipway.terminal() ? new Progress(slipway::draw) : new Lines(event -> line(slipway, event));
    }

    private static void line(Slipway slipway, JsonNode event) {
        String line = Facts.line(event);
        if (!line.isEmpty()) {
            slipway.line(event.path("at").asText().substring(11, 19) + "  " + line);
        }
    }

    /** One after the other. */
    record Lines(Consumer<JsonNode> line) implements Telling {
        @Override
        public void tell(JsonNode event) {
            line.accept(event);
        }

        @Override
        public void end() {
            // every line is out
        }
    }
}
