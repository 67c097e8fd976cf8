package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ValueExcerptTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void showsTextAsItIs() {
        assertThat(ValueExcerpt.of(utf8("{\"a\": \"ü\0\"}"), 12))
                .isEqualTo(new ValueExcerpt(12, ValueExcerpt.Encoding.UTF_8, "{\"a\": \"ü\0\"}", false));
        assertThat(ValueExcerpt.of(new byte[0], 0))
                .isEqualTo(new ValueExcerpt(0, ValueExcerpt.Encoding.UTF_8, "", false));
    }

    @Test
    void leavesOutACharacterThatTheCutWentThrough() {
        byte[] euro = utf8("7 €");

        ValueExcerpt cut = ValueExcerpt.of(Arrays.copyOf(euro, 4), 300_000);

        assertThat(cut).isEqualTo(new ValueExcerpt(300_000, ValueExcerpt.Encoding.UTF_8, "7 ", true));
    }

    @Test
    void showsBytesThatAreNoTextInBase64() {
        byte[] half = Arrays.copyOf(utf8("7 €"), 4);
        byte[] latin = "7 ü".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(ValueExcerpt.of(half, 4))
                .as("the end of the value, not of what is shown of it")
                .isEqualTo(new ValueExcerpt(4, ValueExcerpt.Encoding.BASE64, base64(half), false));
        assertThat(ValueExcerpt.of(Arrays.copyOf(latin, 8), 100))
                .isEqualTo(new ValueExcerpt(100, ValueExcerpt.Encoding.BASE64, base64(Arrays.copyOf(latin, 8)), true));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
