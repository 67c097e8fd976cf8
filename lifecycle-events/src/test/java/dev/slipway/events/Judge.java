package dev.slipway.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;

/** An independent validator over a set of schemas by their ids; it never fetches one, and it asserts formats. */
final class Judge {
    private final SchemaRegistry registry;

    Judge(Map<String, String> schemasById) {
        this.registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(schemasById)
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    List<String> complaints(JsonNode schema, JsonNode value) {
        Schema compiled = registry.getSchema(schema);
        return compiled.validate(value).stream().map(Error::toString).toList();
    }

    /** A published schema of ours, from the file. */
    static List<String> published(String file, JsonNode value) {
        return new Judge(Map.of()).complaints(WrittenFiles.SCHEMAS.read(file), value);
    }
}
