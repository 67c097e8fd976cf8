package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.lifecycle.FactType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema of a wish to stop a build and the reader give the same answer. */
class BuildCancellationSchemaTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"build\": \"0193c000-0000-7000-8000-000000000001\"}",
                "{\"build\": \"0193c000-0000-7000-8000-000000000001\", \"reason\": \"wrong branch\"}",
                "{\"build\": \"0193c000-0000-7000-8000-000000000001\", \"reason\": null, \"more\": 1}",
                "{\"request\": {\"source\": \"/ci\", \"id\": \"17\"}}",
                "{\"build\": null, \"request\": {\"source\": \"/ci\", \"id\": \"17\", \"more\": 1}}",
            })
    void bothAccept(String data) throws Exception {
        assertThat(Judge.published(SchemaFiles.BUILD_CANCELLATION, Json.MAPPER.readTree(data)))
                .isEmpty();
        assertThat(read(data)).isInstanceOf(RequestReader.Cancelling.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"build\": 7}",
                "{\"build\": null}",
                "{\"build\": \"not-an-id\"}",
                "{\"request\": null}",
                "{\"request\": {\"id\": \"17\"}}",
                "{\"request\": {\"source\": \"\", \"id\": \"17\"}}",
                "{\"request\": {\"source\": \"a\\u0000\", \"id\": \"17\"}}",
                "{\"build\": \"0193c000-0000-7000-8000-000000000001\", \"request\": null}",
                "{\"build\": \"0193c000-0000-7000-8000-000000000001\", \"request\": {\"source\": \"/ci\", \"id\": \"1\"}}",
                "{\"build\": \"0193c000-0000-7000-8000-000000000001\", \"reason\": \"\"}",
                "{\"build\": \"0193c000-0000-7000-8000-000000000001\", \"reason\": 7}",
            })
    void bothRefuse(String data) throws Exception {
        JsonNode wrong = Json.MAPPER.readTree(data);

        assertThat(Judge.published(SchemaFiles.BUILD_CANCELLATION, wrong)).isNotEmpty();
        assertThatThrownBy(() -> read(data)).isInstanceOf(MalformedEvent.class);
    }

    private static RequestReader.Asked read(String data) throws MalformedEvent {
        String event = "{\"specversion\":\"1.0\",\"id\":\"c1\",\"source\":\"/ci\",\"type\":\"%s\",\"data\":%s}"
                .formatted(FactType.BUILD_CANCELLED.wireName(), data);
        return RequestReader.read(Map.of(), event.getBytes(StandardCharsets.UTF_8));
    }
}
