package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema and the reader give the same answer, so that a CI can check before it asks. */
class BuildRequestSchemaTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "repository | \"http://localhost:3000/a\"",
                "commit | \"0123456789abcdef0123456789abcdef01234567\"",
                "ref | null",
                "ref | \"refs/tags/v1.0-größe-𝄞\"",
                "directory | null",
                "directory | \".\"",
                "directory | \"services/shop api/v1.2\"",
                "rebuild | null",
                "rebuild | true",
                "addedTomorrow | [1]",
            })
    void bothAccept(String member, String value) throws Exception {
        JsonNode request = requestWith(member, value);

        assertThat(Judge.published(SchemaFiles.BUILD_REQUEST, request)).isEmpty();
        assertThat(RequestReader.request(request).commit().value())
                .isEqualTo(request.path("commit").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "repository | null",
                "repository | \"\"",
                "repository | 7",
                "repository | \"git@git.example:shop.git\"",
                "repository | \"file:///etc\"",
                "repository | \"ext::sh -c id\"",
                "repository | \"https://git.example/a b\"",
                "repository | \"https://git.example/a\\n\"",
                "repository | \"https://\"",
                "commit | null",
                "commit | \"\"",
                "commit | \"abc1234\"",
                "commit | \"9F9F9F9F9F9F9F9F9F9F9F9F9F9F9F9F9F9F9F9F\"",
                "commit | \"0123456789abcdef0123456789abcdef01234567\\n\"",
                "commit | {}",
                "ref | \"\"",
                "ref | 5",
                "ref | \"main\\n\"",
                "ref | \"a\\u0000b\"",
                "directory | \"\"",
                "directory | \" \"",
                "directory | \"/srv\"",
                "directory | \"../other\"",
                "directory | \"a/../../b\"",
                "directory | \"a\\u2028/../b\"",
                "directory | [\".\"]",
                "rebuild | \"true\"",
                "rebuild | 1",
            })
    void bothRefuse(String member, String value) throws Exception {
        JsonNode request = requestWith(member, value);

        assertThat(Judge.published(SchemaFiles.BUILD_REQUEST, request)).isNotEmpty();
        assertThatThrownBy(() -> RequestReader.request(request))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining(member)
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"https://git.example/shop.git\"", "null", "{}"})
    void bothRefuseWhatIsNoRequestAtAll(String text) throws Exception {
        JsonNode request = Json.MAPPER.readTree(text);

        assertThat(Judge.published(SchemaFiles.BUILD_REQUEST, request)).isNotEmpty();
        assertThatThrownBy(() -> RequestReader.request(request)).isInstanceOf(MalformedEvent.class);
    }

    @Test
    void bothCountLengthsAlike() throws Exception {
        for (String member : new String[] {"ref", "directory"}) {
            JsonNode longest = requestWith(member, "\"" + "𝄞".repeat(255) + "\"");
            JsonNode longer = requestWith(member, "\"" + "𝄞".repeat(256) + "\"");

            assertThat(Judge.published(SchemaFiles.BUILD_REQUEST, longest)).isEmpty();
            RequestReader.request(longest);
            assertThat(Judge.published(SchemaFiles.BUILD_REQUEST, longer)).isNotEmpty();
            assertThatThrownBy(() -> RequestReader.request(longer)).hasMessageContaining("255");
        }
    }

    private static JsonNode requestWith(String member, String value) throws Exception {
        ObjectNode request = Json.MAPPER
                .createObjectNode()
                .put("repository", "https://git.example/shop.git")
                .put("commit", "9f".repeat(20));
        request.set(member, Json.MAPPER.readTree(value));
        return request;
    }
}
