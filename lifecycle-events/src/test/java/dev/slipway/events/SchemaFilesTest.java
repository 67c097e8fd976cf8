package dev.slipway.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaFilesTest {
    @Test
    void publishedSchemasAreWhatTheTypesSay() {
        Map<String, ObjectNode> wanted = SchemaFiles.all();

        for (Map.Entry<String, ? extends JsonNode> file : wanted.entrySet()) {
            WrittenFiles.SCHEMAS.holds(file.getKey(), file.getValue());
        }
        WrittenFiles.SCHEMAS.holdsExactly(wanted.keySet());
    }
}
