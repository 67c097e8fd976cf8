package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.lifecycle.FactType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The standard's own schemas judge our events. They are not copied here; without them this is skipped and says so. */
class CdEventsConformanceTest {
    /** The rule of the standard's schema for custom types. */
    private static final String CUSTOM_TYPE =
            "^dev\\.cdeventsx\\.[a-zA-Z0-9]+-[a-zA-Z]+\\.[a-zA-Z]+\\.[0-9]\\.[0-9]\\.[0-9]$";

    private static final Map<String, String> SCHEMAS = new HashMap<>();

    private static final String ABSENT =
            "the schemas of CDEvents 0.5.1 are not at %s: put them there, or set SLIPWAY_SHARED to the folder that has data/cdevents-0.5.1"
                    .formatted(folder().toAbsolutePath().normalize());

    @BeforeAll
    static void findsTheSchemas() throws IOException {
        if (!Files.isDirectory(folder())) {
            System.out.println("SKIPPED CdEventsConformanceTest: " + ABSENT);
            return;
        }
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                String schema = Files.readString(file);
                SCHEMAS.put(Json.MAPPER.readTree(schema).path("$id").asText(), schema);
            }
        }
    }

    /** Before each, so that each is counted as skipped. */
    @BeforeEach
    void hasTheSchemas() {
        assumeTrue(Files.isDirectory(folder()), ABSENT);
    }

    @ParameterizedTest
    @EnumSource
    void dataIsAConformantCdEvent(FactType type) throws IOException {
        JsonNode data = GoldenTest.golden(type).path("data");

        assertThat(new Judge(SCHEMAS).complaints(schema(type), data)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theJudgeSeesWhatIsWrong(FactType type) throws IOException {
        JsonNode schema = schema(type);
        ObjectNode without = (ObjectNode) GoldenTest.golden(type).path("data");
        ((ObjectNode) without.path("context")).remove("timestamp");
        ObjectNode renamed = (ObjectNode) GoldenTest.golden(type).path("data");
        ((ObjectNode) renamed.path("context")).put("type", "dev.slipway.thing.happened");
        ObjectNode linked = (ObjectNode) GoldenTest.golden(type).path("data");
        ((ObjectNode) linked.path("context")).putArray("links").addObject().put("linkType", "PATH");

        for (JsonNode wrong : new JsonNode[] {without, renamed, linked}) {
            assertThat(new Judge(SCHEMAS).complaints(schema, wrong)).isNotEmpty();
        }
    }

    private static JsonNode schema(FactType type) throws IOException {
        if (type.wireName().startsWith("dev.cdevents.")) {
            String[] parts = type.wireName().split("\\.", -1);
            return read("https://cdevents.dev/0.5.1/schema/%s-%s-event".formatted(parts[2], parts[3]));
        }
        // the standard's rule for custom types: its context, its own kind of name, content of one's own
        ObjectNode schema = (ObjectNode) read("https://cdevents.dev/0.5.1/schema/build-started-event");
        schema.put("$id", "https://cdevents.dev/0.5.1/schema/custom-" + type.wireName());
        ObjectNode name = (ObjectNode) schema.at("/properties/context/properties/type");
        name.remove("enum");
        name.remove("default");
        name.put("pattern", CUSTOM_TYPE);
        ((ObjectNode) schema.at("/properties/subject/properties/content")).put("additionalProperties", true);
        return schema;
    }

    private static JsonNode read(String id) throws IOException {
        String schema = SCHEMAS.get(id);
        assertThat(schema)
                .as("CDEvents schema %s among %s", id, SCHEMAS.keySet())
                .isNotNull();
        return Json.MAPPER.readTree(schema);
    }

    private static Path folder() {
        String shared = System.getenv("SLIPWAY_SHARED");
        Path root = shared == null ? WrittenFiles.module().resolve("../../shared") : Path.of(shared);
        return root.resolve("data/cdevents-0.5.1");
    }
}
