package dev.slipway.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @Test
    void leavesShortTextAlone() {
        assertThat(Text.tail("done\n")).isEqualTo("done\n");
        assertThat(Text.reason("exit code 1")).isEqualTo("exit code 1");
    }

    @Test
    void keepsTheEndOfOutputAndBothEndsOfAReason() {
        String text = "first " + "x".repeat(10_000) + " last";

        assertThat(Text.tail(text)).startsWith("…x").endsWith(" last");
        assertThat(Text.reason(text)).startsWith("first x").contains("\n…\n").endsWith(" last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "値", "🚢", "\u0001", "\"", "é"})
    void boundsWhatItTakesInAnEventAndCutsNoCharacterInTwo(String one) throws Exception {
        for (String cut : new String[] {Text.tail(one.repeat(9_000)), Text.reason(one.repeat(9_000))}) {
            byte[] json = Json.text(cut).getBytes(StandardCharsets.UTF_8);
            assertThat(json.length).isLessThan(3_100);
            assertThat(cut.replace(one, "")).isIn("…", "\n…\n");
        }
    }
}
