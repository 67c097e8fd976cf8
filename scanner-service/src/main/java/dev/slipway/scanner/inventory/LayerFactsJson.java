package dev.slipway.scanner.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.lifecycle.Digest;

/** The stored form of {@link LayerFacts}. */
public final class LayerFactsJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addMixIn(Digest.class, DigestAsText.class)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private LayerFactsJson() {}

    public static String write(LayerFacts facts) {
        try {
            return JSON.writeValueAsString(facts);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("layer facts of " + facts.diffId() + " have no JSON form", impossible);
        }
    }

    /** Stored facts are our own writing: what cannot be read back is a fault of the store, not of the image. */
    public static LayerFacts read(String json) {
        try {
            return JSON.readValue(json, LayerFacts.class);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(
                    "stored layer facts cannot be read back: remove the row, the layer is then read again", broken);
        }
    }

    /** {@code lifecycle-model} knows nothing of Jackson. */
    private abstract static class DigestAsText {
        @JsonCreator
        DigestAsText(@SuppressWarnings("unused") String value) {}

        @JsonValue
        abstract String value();
    }
}
