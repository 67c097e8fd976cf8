package dev.slipway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge of the API lets it grow, and names every kind of change that breaks a client. */
class ApiCompatibilityTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = """
            {"paths": {"/v1/builds": {
              "get": {"parameters": [
                  {"name": "state", "in": "query", "schema": {"type": "string", "enum": ["BUILT", "FAILED"]}},
                  {"name": "app", "in": "query", "required": true, "schema": {"type": "string"}}],
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Build"}}, "text/csv": {}}}, "404": {}}},
              "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ask"}}}},
                "responses": {"202": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Build"}}}}}}}},
             "components": {"schemas": {
              "Ask": {"type": "object", "required": ["commit"], "properties": {"commit": {"type": "string"}, "urgent": {"type": "boolean"}, "how": {"type": "string", "enum": ["FAST", "SLOW"]}}},
              "Build": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}, "verdict": {"type": "string", "enum": ["PASS", "FAIL"]},
                "parents": {"type": "array", "items": {"$ref": "#/components/schemas/Build"}}, "labels": {"type": "object", "additionalProperties": {"type": "string"}}}}}}}""";

    private static JsonNode released() throws JsonProcessingException {
        return JSON.readTree(API);
    }

    /** With a text that has to be there replaced by another. */
    private static JsonNode changed(String from, String to) throws JsonProcessingException {
        assertThat(API).contains(from);
        return JSON.readTree(API.replace(from, to));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a path is gone | /v1/builds | /v1/build | GET /v1/builds: was an operation",
                "an operation is gone | \"post\" | \"put\" | POST /v1/builds: was an operation",
                "a parameter has another name | \"name\": \"state\" | \"name\": \"status\" | GET /v1/builds query state: was a parameter",
                "it is somewhere else | \"state\", \"in\": \"query\" | \"state\", \"in\": \"header\" | query state: was a parameter",
                "a parameter must be given | \"state\", \"in\": \"query\" | \"state\", \"in\": \"query\", \"required\": true | query state: must be given now",
                "a new one must be given | \"parameters\": [ | \"parameters\": [{\"name\": \"who\", \"in\": \"query\", \"required\": true, \"schema\": {}}, | query who: is new and must be given",
                "it takes fewer values | [\"BUILT\", \"FAILED\"] | [\"BUILT\"] | query state: took",
                "an answer is gone | \"404\": {} | \"410\": {} | GET /v1/builds 404: was an answer",
                "a form of it is gone | , \"text/csv\": {} | `` | GET /v1/builds 200: was also text/csv",
                "a body must be sent | \"requestBody\": { | \"requestBody\": {\"required\": true,  | POST /v1/builds body: must be sent now",
                "more of it must be sent | \"required\": [\"commit\"] | \"required\": [\"commit\", \"how\"] | body/how: must be sent now",
                "a member has no meaning any more | \"urgent\": {\"type\": \"boolean\"},  | `` | body/urgent: was a member",
                "a member is of another type | \"urgent\": {\"type\": \"boolean\"} | \"urgent\": {\"type\": \"string\"} | body/urgent: was \"boolean\" and is \"string\"",
                "a value is refused | [\"FAST\", \"SLOW\"] | [\"FAST\"] | body/how: took",
                "a value is bounded | \"commit\": {\"type\": \"string\" | \"commit\": {\"type\": \"string\", \"pattern\": \"^x$\" | body/commit: pattern was",
                "an answer lacks a member | \"verdict\": {\"type\": \"string\", \"enum\": [\"PASS\", \"FAIL\"]}, | `` | 200/verdict: was a member",
                "it may lack one | \"required\": [\"id\"] | \"required\": [] | 200/id: may be absent now",
                "a new value is answered | [\"PASS\", \"FAIL\"] | [\"PASS\", \"FAIL\", \"ERROR\"] | 200/verdict: was one of",
                "it has another form | \"format\": \"uuid\" | \"format\": \"ulid\" | 200/id: format was",
                "other values of a map | \"additionalProperties\": {\"type\": \"string\"} | \"additionalProperties\": {\"type\": \"integer\"} | 200/labels{}: was",
                "other items | \"items\": {\"$ref\": \"#/components/schemas/Build\"} | \"items\": {\"type\": \"string\"} | 200/parents[]: was",
            })
    void namesWhatBreaksClients(String what, String from, String to, String complaint) throws Exception {
        assertThat(ApiCompatibility.breaks(released(), changed(from, to)))
                .as(what)
                .anySatisfy(found -> assertThat(found).contains(complaint));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nothing | BUILT | BUILT",
                "a new path | {\"paths\": { | {\"paths\": {\"/v1/more\": {\"get\": {}}, ",
                "a new operation | \"post\": { | \"delete\": {}, \"post\": {",
                "a new parameter | \"parameters\": [ | \"parameters\": [{\"name\": \"who\", \"in\": \"query\", \"schema\": {}}, ",
                "a parameter may be left away | \"required\": true, \"schema\" | \"schema\"",
                "a further value is taken | [\"FAST\", \"SLOW\"] | [\"FAST\", \"SLOW\", \"SLOWEST\"]",
                "less must be sent | \"required\": [\"commit\"] | \"required\": []",
                "more may be sent | \"urgent\": | \"more\": {\"type\": \"string\"}, \"urgent\":",
                "more is answered | \"verdict\": | \"more\": {\"type\": \"string\"}, \"verdict\":",
                "fewer values are answered | [\"PASS\", \"FAIL\"] | [\"PASS\"]",
                "a further answer | \"404\": {} | \"404\": {}, \"409\": {}",
                "words | \"type\": \"boolean\" | \"type\": \"boolean\", \"description\": \"soon\"",
            })
    void letsTheApiGrow(String what, String from, String to) throws Exception {
        assertThat(ApiCompatibility.breaks(released(), changed(from, to)))
                .as(what)
                .isEmpty();
    }

    @Test
    void refusesToJudgeWhatItDoesNotKnow() throws Exception {
        JsonNode unknown = changed("\"type\": \"boolean\"", "\"oneOf\": []");

        assertThatThrownBy(() -> ApiCompatibility.breaks(unknown, unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("oneOf");
    }

    /** On the real description, one thing at a time: whatever is taken away is missed. */
    @Test
    void missesNothingThatIsTakenAwayFromTheRealApi() {
        JsonNode now = ReleasedApi.now();
        List<String> things = things(now);

        assertThat(things).hasSizeGreaterThan(300);
        for (String thing : things) {
            JsonNode without = now.deepCopy();
            String last = thing.substring(thing.lastIndexOf('/') + 1);
            JsonNode parent = without.at(thing.substring(0, thing.lastIndexOf('/')));
            if (parent instanceof ArrayNode list) {
                list.remove(Integer.parseInt(last));
            } else {
                ((ObjectNode) parent).remove(last.replace("~1", "/"));
            }
            assertThat(ApiCompatibility.breaks(now, without)).as(thing).isNotEmpty();
        }
    }

    /** Pointers to operations, their parameters and answers, and the members of what they speak of. */
    private static List<String> things(JsonNode api) {
        List<String> things = new ArrayList<>();
        for (var path : api.path("paths").properties()) {
            String place = "/paths/" + path.getKey().replace("/", "~1");
            for (var operation : path.getValue().properties()) {
                String there = place + "/" + operation.getKey();
                things.add(there);
                operation
                        .getValue()
                        .path("responses")
                        .fieldNames()
                        .forEachRemaining(status -> things.add(there + "/responses/" + status));
                for (int i = 0; i < operation.getValue().path("parameters").size(); i++) {
                    things.add(there + "/parameters/" + i);
                }
            }
        }
        for (var schema : api.at("/components/schemas").properties()) {
            schema.getValue()
                    .path("properties")
                    .fieldNames()
                    .forEachRemaining(
                            member -> things.add("/components/schemas/" + schema.getKey() + "/properties/" + member));
        }
        return things;
    }
}
