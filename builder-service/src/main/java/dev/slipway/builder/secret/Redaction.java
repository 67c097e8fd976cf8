package dev.slipway.builder.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Takes secrets out of text: each line of a value as it is, and the whole value in base64. What a step makes of a value in
 * any other way (a part of it, another encoding) cannot be known and passes.
 */
public final class Redaction {
    private static final int SHORTEST_LINE = 4;
    private static final String IN_PLACE = "***";

    private final List<String> texts;

    private Redaction(List<String> texts) {
        this.texts = texts;
    }

    public static Redaction none() {
        return new Redaction(List.of());
    }

    public static Redaction of(Collection<byte[]> values) {
        List<String> texts = new ArrayList<>();
        for (byte[] value : values) {
            String text = new String(value, StandardCharsets.UTF_8);
            text.lines()
                    .map(String::strip)
                    .filter(line -> line.length() >= SHORTEST_LINE)
                    .forEach(texts::add);
            texts.add(base64(value));
            texts.add(base64(text.strip().getBytes(StandardCharsets.UTF_8)));
        }
        // the longest first: one value may be part of another
        return new Redaction(texts.stream()
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    private static String base64(byte[] value) {
        return Base64.getEncoder().withoutPadding().encodeToString(value);
    }

    public String apply(String text) {
        String plain = text;
        for (String secret : texts) {
            plain = plain.replace(secret, IN_PLACE);
        }
        return plain;
    }
}
