package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedEventsTest {
    private static final FactType TYPE = FactType.SERVICE_ROLLED_BACK;

    static Stream<Arguments> notEvents() {
        return Stream.of(
                Arguments.of("", "missing", "expected a JSON object"),
                Arguments.of("hello", "not JSON", "expected one JSON object"),
                Arguments.of("[]", "found an array", "expected a JSON object"),
                Arguments.of("null", "found null", "expected a JSON object"),
                Arguments.of("{\"id\":", "not JSON", "expected one JSON object"),
                Arguments.of("{} {}", "not JSON", "Trailing token"),
                Arguments.of("{\"id\":\"a\",\"id\":\"b\"}", "Duplicate field 'id'", "expected one JSON object"),
                Arguments.of("{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}", "nesting depth", "not JSON"),
                Arguments.of("{\"seq\":NaN}", "NaN", "not JSON"),
                Arguments.of("{}", "'type' is missing", "expected a string"),
                Arguments.of("{\"type\":7}", "'type' is a number", "expected a string"),
                Arguments.of(
                        "{\"type\":\"dev.cdevents.change.merged.0.3.0\"}", "change.merged", "lifecycle event type"),
                Arguments.of("{\"type\":\"" + TYPE.wireName() + "\"}", "'id' is missing", "expected a string"));
    }

    @ParameterizedTest
    @MethodSource("notEvents")
    void saysWhatIsNotAnEvent(String text, String found, String wanted) {
        assertThatThrownBy(() -> EventFormat.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining(found)
                .hasMessageContaining(wanted);
    }

    @Test
    void bytesThatAreNotUtf8AreNotJson() {
        byte[] latin1 = "{\"type\":\"Größe\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> EventFormat.read(latin1))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining("not JSON")
                .hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/id | \"\" | 'id' is an empty string | expected a string",
                "/id | \"17\" | 17 | UUID",
                "/time | \"yesterday\" | yesterday | parsed",
                "/data | [] | missing | expected",
                "/data/context/chainId | null | 'chainId' is null | expected a string",
                "/data/customData/ledger | null | 'subject' is missing | expected a string",
                "/data/customData/ledger/subject | \"sha256:abc\" | sha256:abc | 64 hex",
                "/data/customData/ledger/seq | 0 | 0 | whole number from 1",
                "/data/customData/ledger/seq | \"4\" | '4' | whole number from 1",
                "/data/customData/ledger/seq | 1.5 | 1.5 | whole number from 1",
                "/data/customData/ledger/actor | 5 | 'actor' is a number | expected a string",
                "/data/customData/fact | null | is null | expected an object",
                "/data/customData/fact | [] | is an array | expected an object",
                "/data/customData/fact/from | \"sha256:ABC\" | sha256:ABC | 64 hex",
                "/data/customData/fact/cause | 17 | Integer value | String",
                "/data/customData/fact/deployment | \"one\" | one | UUID",
                "/data/customData/fact/app | \"Shop\" | Shop | lower-case letter",
            })
    void saysWhichMemberIsWrong(String place, String value, String found, String wanted) throws Exception {
        assertThatThrownBy(() -> EventFormat.read(goldenWith(TYPE, place, value)))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining(found)
                .hasMessageContaining(wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "GATE_EVALUATED, verdict, 0",
        "GATE_EVALUATED, verdict, \"MAYBE\"",
        "GATE_EVALUATED, gates, {}",
        "GATE_EVALUATED, gates, [null]",
        "GATE_EVALUATED, gates, [{}]",
        "BUILD_STARTED, attempt, \"1\"",
        "BUILD_STARTED, attempt, 1.5",
        "TAG_ADDED, immutable, \"true\"",
        "SCAN_FINISHED, severities, '{\"HIGH\":null}'",
        "BUILD_REQUESTED, request, '{\"repository\":\"ssh://git.example/a\"}'",
    })
    void aValueOfAnotherKindIsNotBentIntoShape(FactType type, String member, String value) {
        assertThatThrownBy(() -> EventFormat.read(goldenWith(type, "/data/customData/fact/" + member, value)))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining(type.wireName())
                .hasMessageContaining(member);
    }

    @Test
    void refusesToWriteMoreThanAnEventMayHold() {
        Entry small = Examples.of(FactType.TEST_SUITE_FINISHED);
        Entry large = withTail(small, "x".repeat(17 * 1024));

        assertThatThrownBy(() -> EventFormat.write(large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(FactType.TEST_SUITE_FINISHED.wireName())
                .hasMessageContaining("over the limit of 16384")
                .hasMessageContaining("evidence");
        int room = EventFormat.MAX_BYTES - EventFormat.write(withTail(small, "")).length;
        assertThat(EventFormat.write(withTail(small, "x".repeat(room)))).hasSize(EventFormat.MAX_BYTES);
        assertThatThrownBy(() -> EventFormat.write(withTail(small, "x".repeat(room + 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Entry withTail(Entry entry, String tail) {
        return new Entry(
                entry.id(),
                entry.subject(),
                entry.seq(),
                entry.writer(),
                entry.actor(),
                entry.step(),
                new Fact.TestSuiteFinished(
                        Examples.BUILD, "unit", Verdict.FAIL, 1, "exit code 1", tail, null, null, null, null, null),
                entry.chain(),
                entry.causes(),
                entry.imageRepository(),
                entry.at(),
                entry.previousHash());
    }

    private static byte[] goldenWith(FactType type, String place, String value) throws Exception {
        JsonNode event = GoldenTest.golden(type);
        int slash = place.lastIndexOf('/');
        ((ObjectNode) event.at(place.substring(0, slash))).set(place.substring(slash + 1), Json.MAPPER.readTree(value));
        return Json.MAPPER.writeValueAsBytes(event);
    }
}
