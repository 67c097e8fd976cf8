package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The judge of compatibility lets pass what harms nobody, and names every kind of change that breaks somebody. */
class CompatibilityTest {
    private static final String SCHEMA = """
            {"type": "object", "required": ["source", "data"], "properties": {
              "source": {"enum": ["/slipway/builder"]},
              "data": {"type": "object", "required": ["name", "verdict"], "properties": {
                "name": {"type": "string", "pattern": "^[a-z]+$"},
                "note": {"type": "string"},
                "verdict": {"enum": ["PASS", "FAIL"]},
                "version": {"const": "1"},
                "count": {"type": ["integer", "null"], "minimum": 1},
                "list": {"type": "array", "items": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}},
                "map": {"type": "object", "additionalProperties": {"type": "integer"}},
                "customData": {"type": "object", "properties": {"ledger": {"type": "object", "properties": {
                  "move": {"type": "object", "required": ["to"], "properties": {"to": {"const": "BUILT"}}}}}}}}}}}""";

    private static JsonNode released() throws JsonProcessingException {
        return Json.MAPPER.readTree(SCHEMA);
    }

    /** With a text that has to be there replaced by another. */
    private static JsonNode changed(String from, String to) throws JsonProcessingException {
        assertThat(SCHEMA).contains(from);
        return Json.MAPPER.readTree(SCHEMA.replace(from, to));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a member is gone | \"note\": {\"type\": \"string\"}, | `` | /data/note: was a member",
                "it has another name | \"note\" | \"remark\" | /data/note: was a member",
                "a member may be absent | \"required\": [\"name\", \"verdict\"] | \"required\": [\"verdict\"] | /data/name: a consumer of the release needs it",
                "a new member is required | \"required\": [\"name\", \"verdict\"] | \"required\": [\"name\", \"verdict\", \"note\"] | /data/note: a consumer of today that replays",
                "another type | \"note\": {\"type\": \"string\"} | \"note\": {\"type\": \"integer\"} | /data/note: a consumer of the release takes [string]",
                "any type | \"note\": {\"type\": \"string\"} | \"note\": {} | gives anything",
                "may be null | \"note\": {\"type\": \"string\"} | \"note\": {\"type\": [\"string\", \"null\"]} | /data/note",
                "a new value | [\"PASS\", \"FAIL\"] | [\"PASS\", \"FAIL\", \"ERROR\"] | /data/verdict: a consumer of the release knows",
                "a value is gone | [\"PASS\", \"FAIL\"] | [\"PASS\"] | /data/verdict: a consumer of today that replays",
                "any text for a value | {\"enum\": [\"PASS\", \"FAIL\"]} | {\"type\": \"string\"} | /data/verdict",
                "another constant | {\"const\": \"1\"} | {\"const\": \"2\"} | /data/version",
                "another form | ^[a-z]+$ | ^[a-z0-9]+$ | /data/name: a consumer of the release wants the pattern",
                "no form | , \"pattern\": \"^[a-z]+$\" | `` | /data/name",
                "a lower minimum | \"minimum\": 1 | \"minimum\": 0 | /data/count",
                "a higher minimum | \"minimum\": 1 | \"minimum\": 2 | /data/count",
                "other items | \"items\": {\"type\": \"object\" | \"items\": {\"type\": \"array\" | /data/list[]",
                "a member of items is gone | , \"b\": {\"type\": \"string\"} | `` | /data/list[]/b: was a member",
                "other values of a map | {\"type\": \"integer\"}} | {\"type\": \"string\"}} | /data/map{}",
                "the shape of a move | \"required\": [\"to\"] | \"required\": [] | /data/customData/ledger/move/to",
            })
    void namesWhatBreaksConsumersOfEvents(String what, String from, String to, String complaint) throws Exception {
        assertThat(Compatibility.ofEvents(released(), changed(from, to)))
                .as(what)
                .anySatisfy(found -> assertThat(found).contains(complaint));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nothing | note | note",
                "a new member | \"note\": | \"more\": {\"type\": \"string\"}, \"note\":",
                "another service writes it too | [\"/slipway/builder\"] | [\"/slipway/builder\", \"/slipway/console\"]",
                "a further move | {\"type\": \"object\", \"required\": [\"to\"], \"properties\": {\"to\": {\"const\": \"BUILT\"}}} | {\"anyOf\": [{\"type\": \"object\", \"required\": [\"to\"], \"properties\": {\"to\": {\"const\": \"BUILT\"}}}, {\"type\": \"object\", \"required\": [\"to\"], \"properties\": {\"to\": {\"const\": \"FAILED\"}}}]}",
                "another description | \"note\": { | \"note\": {\"description\": \"words\", ",
            })
    void letsEventsGrow(String what, String from, String to) throws Exception {
        assertThat(Compatibility.ofEvents(released(), changed(from, to)))
                .as(what)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "newly required | \"required\": [\"name\", \"verdict\"] | \"required\": [\"name\", \"verdict\", \"note\"] | /data/note: this code needs it",
                "a value is refused | [\"PASS\", \"FAIL\"] | [\"PASS\"] | /data/verdict: this code knows [PASS]",
                "null is refused | [\"integer\", \"null\"] | [\"integer\"] | /data/count: this code takes [integer]",
                "another type | \"note\": {\"type\": \"string\"} | \"note\": {\"type\": \"integer\"} | /data/note: this code takes [integer]",
                "a new form | \"note\": {\"type\": \"string\"} | \"note\": {\"type\": \"string\", \"pattern\": \"^x$\"} | /data/note: this code wants the pattern",
                "a higher minimum | \"minimum\": 1 | \"minimum\": 2 | /data/count",
                "a member has no meaning any more | \"note\": {\"type\": \"string\"}, | `` | /data/note: was a member",
            })
    void namesWhatBreaksThoseWhoAsk(String what, String from, String to, String complaint) throws Exception {
        assertThat(Compatibility.ofRequests(released(), changed(from, to)))
                .as(what)
                .anySatisfy(found -> assertThat(found).contains(complaint));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a further value is taken | [\"PASS\", \"FAIL\"] | [\"PASS\", \"FAIL\", \"ERROR\"]",
                "null is taken | \"note\": {\"type\": \"string\"} | \"note\": {\"type\": [\"string\", \"null\"]}",
                "less is required | \"required\": [\"name\", \"verdict\"] | \"required\": [\"name\"]",
                "a lower minimum | \"minimum\": 1 | \"minimum\": 0",
                "any form is taken | , \"pattern\": \"^[a-z]+$\" | ``",
                "a new member | \"note\": | \"more\": {\"type\": \"string\"}, \"note\":",
            })
    void letsMoreBeAsked(String what, String from, String to) throws Exception {
        assertThat(Compatibility.ofRequests(released(), changed(from, to)))
                .as(what)
                .isEmpty();
    }

    static Stream<String> published() {
        return SchemaFiles.all().entrySet().stream()
                .filter(file -> file.getValue().has("properties"))
                .map(Map.Entry::getKey);
    }

    /** On the real schemas, member by member, however deep it lies. */
    @ParameterizedTest
    @MethodSource("published")
    void missesNoMemberThatIsTakenAwayRenamedOrOfAnotherType(String file) {
        ObjectNode schema = SchemaFiles.of(file);
        List<String> members = members("", schema);

        assertThat(members).hasSizeGreaterThan(2);
        for (String member : members) {
            ObjectNode without = schema.deepCopy();
            ((ObjectNode) without.at(member.substring(0, member.lastIndexOf('/'))))
                    .remove(member.substring(member.lastIndexOf('/') + 1));
            ObjectNode retyped = schema.deepCopy();
            ((ObjectNode) retyped.at(member)).removeAll().put("type", "boolean");

            assertThat(ReleasedTest.breaks(file, schema, without)).as(member).isNotEmpty();
            if (!schema.at(member).path("type").toString().contains("boolean")) {
                assertThat(ReleasedTest.breaks(file, schema, retyped))
                        .as(member)
                        .isNotEmpty();
            }
        }
        assertThat(ReleasedTest.breaks(file, schema, schema)).isEmpty();
    }

    /** JSON pointers to all members of a schema; not into lists of forms, where another form may do as well. */
    private static List<String> members(String path, JsonNode schema) {
        List<String> members = new ArrayList<>();
        for (var member : schema.path("properties").properties()) {
            String place = path + "/properties/" + member.getKey();
            members.add(place);
            members.addAll(members(place, member.getValue()));
        }
        if (schema.has("items")) {
            members.addAll(members(path + "/items", schema.path("items")));
        }
        return members;
    }

    @Test
    void refusesToJudgeWhatItDoesNotKnow() throws Exception {
        JsonNode unknown = Json.MAPPER.readTree("{\"type\": \"string\", \"maxLength\": 3}");

        assertThatThrownBy(() -> Compatibility.ofEvents(unknown, unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxLength");
    }

    @Test
    void openListsAreThoseOfTheEnvelope() {
        JsonNode schema = SchemaFiles.of("dev.cdevents.build.finished.0.3.0.json");

        for (String open : Compatibility.OPEN) {
            assertThat(schema.at(open.replace("/", "/properties/")).isMissingNode())
                    .as(open)
                    .isFalse();
            assertThat(open).doesNotContain("/fact");
        }
        assertThat(Compatibility.OPEN).isNotEqualTo(Set.of());
    }
}
