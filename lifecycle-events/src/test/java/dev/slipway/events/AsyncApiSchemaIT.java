package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The standard's own JSON Schema for AsyncAPI 3.0.0, as its authors publish it with npm, is the judge of our page. */
class AsyncApiSchemaIT {
    private static final String PACKAGE = "@asyncapi/specs@6.11.1";
    private static final String SCHEMA = "package/schemas/3.0.0-without-$id.json";
    private static final Path PAGE = Path.of("..", "docs", "asyncapi.yaml");

    @TempDir
    private Path folder;

    @Test
    void thePageIsWhatTheStandardSays() throws Exception {
        JsonNode schema = schema();
        JsonNode page = new ObjectMapper(new YAMLFactory()).readTree(Files.readAllBytes(PAGE));

        assertThat(complaints(schema, page)).isEmpty();

        ObjectNode without = page.deepCopy();
        without.remove("info");
        assertThat(complaints(schema, without))
                .anySatisfy(found -> assertThat(found).contains("info"));
        ObjectNode wrong = page.deepCopy();
        ((ObjectNode) wrong.path("operations").elements().next()).put("action", "shout");
        assertThat(complaints(schema, wrong)).isNotEmpty();
    }

    private static List<String> complaints(JsonNode schema, JsonNode page) {
        return new Judge(Map.of()).complaints(schema, page);
    }

    /** Unpacked, or the test is skipped, saying why. */
    private JsonNode schema() throws IOException, InterruptedException {
        String packed = run("npm", "pack", "--silent", PACKAGE).strip();
        run("tar", "-xzf", packed, SCHEMA);
        return Json.MAPPER.readTree(Files.readAllBytes(folder.resolve(SCHEMA)));
    }

    private String run(String... words) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        int code;
        String output;
        try {
            Process process = new ProcessBuilder(new ArrayList<>(List.of(words)))
                    .directory(folder.toFile())
                    .redirectError(errors.toFile())
                    .start();
            output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            code = process.waitFor();
        } catch (IOException e) {
            throw skipped(words[0] + " cannot be run: " + e.getMessage());
        }
        if (code != 0) {
            throw skipped("%s ended with %d: %s".formatted(String.join(" ", words), code, Files.readString(errors)));
        }
        return output;
    }

    private static RuntimeException skipped(String why) {
        System.out.printf("skipped: needs the npm package %s; %s%n", PACKAGE, why);
        Assumptions.abort("skipped: needs the npm package %s; %s".formatted(PACKAGE, why));
        return new IllegalStateException(why);
    }
}
