package dev.slipway.promoter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The schema that editors use says the same as the reader, as far as a schema can. */
class EnvironmentsSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        try (InputStream stream = PolicyFile.class.getResourceAsStream("/schemas/environments.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(JSON.readTree(stream));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> accepted() {
        return EnvironmentsExamples.ACCEPTED;
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void takesWhatTheReaderTakes(String text) {
        assertThat(complaints(text)).isEmpty();
    }

    static List<EnvironmentsExamples.Refused> refused() {
        return EnvironmentsExamples.REFUSED_BY_FORM;
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatHasAnotherForm(EnvironmentsExamples.Refused example) {
        assertThat(complaints(example.text())).isNotEmpty();
    }

    @Test
    void takesEveryExampleOfTheGuide() throws Exception {
        String guide = Files.readString(Path.of("../docs/environments.md"));
        Matcher example = Pattern.compile("```yaml\n(environments:.*?)```", Pattern.DOTALL)
                .matcher(guide);
        int examples = 0;
        while (example.find()) {
            examples++;
            assertThat(complaints(example.group(1))).isEmpty();
            PolicyFile.read("guide", example.group(1).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(examples).isGreaterThanOrEqualTo(2);
    }

    private static List<String> complaints(String yaml) {
        Object parsed = new Yaml().load(yaml);
        JsonNode value = JSON.valueToTree(parsed);
        return SCHEMA.validate(value).stream().map(Error::toString).toList();
    }
}
