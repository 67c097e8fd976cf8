package dev.slipway.console.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.events.Json;
import java.nio.charset.StandardCharsets;

/** Evidence as text to read; the bytes themselves, whose hash it is, are one click further. */
record EvidenceText(String sha256, long bytes, String text, boolean cut) {
    private static final int MOST = 200_000;

    static EvidenceText of(String sha256, byte[] body) {
        String read = new String(body, StandardCharsets.UTF_8);
        String text = String.valueOf(Output.clean(body.length > MOST ? read : pretty(read)));
        boolean cut = text.length() > MOST;
        return new EvidenceText(sha256, body.length, cut ? text.substring(0, MOST) : text, cut);
    }

    private static String pretty(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return text;
        }
        try {
            JsonNode tree = Json.MAPPER.readTree(text);
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
