package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.lifecycle.FactType;
import java.lang.reflect.RecordComponent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was written by an older or a newer version still reads. */
class YesterdaysEventsTest {
    @ParameterizedTest
    @EnumSource
    void membersOfTomorrowAreIgnored(FactType type) throws Exception {
        JsonNode event = GoldenTest.golden(type);
        for (String place :
                new String[] {"", "/data", "/data/context", "/data/customData", "/data/customData/ledger"}) {
            at(event, place).putObject("addedTomorrow").put("deeply", true);
        }
        fact(event).putArray("addedTomorrow").add("x");

        assertThat(read(event).fact()).isEqualTo(Examples.of(type).fact());
        assertThat(Judge.published(GoldenTest.file(type), event)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void optionalMembersMayBeAbsentOrNull(FactType type) throws Exception {
        JsonNode absent = GoldenTest.golden(type);
        JsonNode nulled = GoldenTest.golden(type);
        for (RecordComponent component : Facts.classOf(type).getRecordComponents()) {
            if (RequiredMembers.optional(component)) {
                fact(absent).remove(component.getName());
                fact(nulled).putNull(component.getName());
            }
        }

        Fact read = read(absent).fact();

        assertThat(read(nulled).fact()).isEqualTo(read);
        assertThat(Judge.published(GoldenTest.file(type), absent)).isEmpty();
        for (RecordComponent component : Facts.classOf(type).getRecordComponents()) {
            if (RequiredMembers.optional(component)) {
                assertThat(component.getAccessor().invoke(read)).isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void requiredMembersMayNotBeAbsentOrNull(FactType type) {
        for (RecordComponent component : Facts.classOf(type).getRecordComponents()) {
            if (!RequiredMembers.optional(component)) {
                JsonNode absent = GoldenTest.golden(type);
                fact(absent).remove(component.getName());
                JsonNode nulled = GoldenTest.golden(type);
                fact(nulled).putNull(component.getName());

                for (JsonNode event : new JsonNode[] {absent, nulled}) {
                    assertThatThrownBy(() -> read(event))
                            .as(component.toString())
                            .isInstanceOf(MalformedEvent.class)
                            .hasMessageContaining(component.getName())
                            .hasMessageContaining(type.wireName());
                    assertThat(Judge.published(GoldenTest.file(type), event)).isNotEmpty();
                }
            }
        }
    }

    private static LifecycleEvent read(JsonNode event) throws Exception {
        return EventFormat.read(Json.MAPPER.writeValueAsBytes(event));
    }

    private static ObjectNode fact(JsonNode event) {
        return at(event, "/data/customData/fact");
    }

    private static ObjectNode at(JsonNode event, String place) {
        return (ObjectNode) event.at(place);
    }
}
