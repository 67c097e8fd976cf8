package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages are written out by hand after protobuf's encoding rules: tag byte = field number × 8 + wire type. */
class BuildkitTraceTest {
    private static byte[] hex(String spaced) {
        return HexFormat.of().parseHex(spaced.replaceAll("\\s", ""));
    }

    @Test
    void readsAVertex() {
        var trace = BuildkitTrace.decode(hex("""
                0a 27
                  0a 01 61
                  12 03 78 79 7a
                  1a 05 5b 31 2f 31 5d
                  20 01
                  2a 08 08 80 80 80 80 06 10 05
                  32 06 08 81 80 80 80 06
                  3a 02 6e 6f
                """));

        assertThat(trace.logs()).isEmpty();
        assertThat(trace.vertexes())
                .containsExactly(new BuildkitTrace.Vertex(
                        "a",
                        "[1/1]",
                        true,
                        Instant.ofEpochSecond(1_610_612_736, 5),
                        Instant.ofEpochSecond(1_610_612_737),
                        "no"));
    }

    @Test
    void readsALogAndSkipsWhatItDoesNotKnow() {
        var trace = BuildkitTrace.decode(hex("""
                12 03 0a 01 7a
                1a 0b
                  0a 01 76
                  18 02
                  22 04 68 c3 a4 0a
                f8 01 ff ff ff ff ff ff ff ff ff 01
                fd 01 00 00 00 00
                f9 01 00 00 00 00 00 00 00 00
                """));

        assertThat(trace.logs()).singleElement().satisfies(log -> {
            assertThat(log.vertex()).isEqualTo("v");
            assertThat(log.stream()).isEqualTo(2);
            assertThat(StandardCharsets.UTF_8.decode(log.bytes()).toString()).isEqualTo("hä\n");
        });
    }

    @Test
    void nothingIsAnEmptyTrace() {
        assertThat(BuildkitTrace.decode(new byte[0])).isEqualTo(new BuildkitTrace(List.of(), List.of()));
    }

    @Test
    void refusesWhatIsCutOffAnywhere() {
        var whole = hex("0a 05 1a 03 61 62 63");
        for (var length = 1; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException().isThrownBy(() -> BuildkitTrace.decode(cut));
        }
        assertThat(BuildkitTrace.decode(whole).vertexes()).hasSize(1);
    }

    @Test
    void refusesLengthsNobodyCanMean() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BuildkitTrace.decode(hex("0a ff ff ff ff ff ff ff ff ff 01")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BuildkitTrace.decode(hex("0a ff ff ff ff ff ff ff ff ff ff 01")));
        assertThatIllegalArgumentException().isThrownBy(() -> BuildkitTrace.decode(hex("07")));
        assertThatIllegalArgumentException().isThrownBy(() -> BuildkitTrace.decode(hex("0f")));
    }
}
