package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Step;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GoldenTest {
    @ParameterizedTest
    @EnumSource
    void writesExactlyTheGoldenBytes(FactType type) throws Exception {
        byte[] written = EventFormat.write(Examples.of(type));

        WrittenFiles.GOLDEN.holds(file(type), Json.MAPPER.readTree(written));
        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(Json.MAPPER.writeValueAsString(golden(type)));
    }

    @ParameterizedTest
    @EnumSource
    void readsTheGoldenBytesBack(FactType type) throws Exception {
        Entry entry = Examples.of(type);
        Step step = entry.step();

        LifecycleEvent read = EventFormat.read(Json.MAPPER.writeValueAsBytes(golden(type)));

        assertThat(read)
                .isEqualTo(new LifecycleEvent(
                        entry.id(),
                        entry.subject(),
                        entry.seq(),
                        entry.chain(),
                        entry.actor(),
                        entry.at(),
                        step == null ? null : step.to(),
                        entry.fact()));
    }

    @ParameterizedTest
    @EnumSource
    void goldenEventsSatisfyTheirSchema(FactType type) {
        assertThat(Judge.published(file(type), golden(type))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void examplesShowEveryMoveThatATypeCanMake(FactType type) {
        assertThat(Examples.of(type).step() == null).isEqualTo(type.edges().isEmpty());
        assertThat(Examples.of(type).fact().type()).isEqualTo(type);
    }

    @Test
    void noGoldenFileIsLeftOver() {
        WrittenFiles.GOLDEN.holdsExactly(
                Arrays.stream(FactType.values()).map(GoldenTest::file).collect(Collectors.toSet()));
    }

    static String file(FactType type) {
        return type.wireName() + ".json";
    }

    static JsonNode golden(FactType type) {
        return WrittenFiles.GOLDEN.read(file(type));
    }
}
