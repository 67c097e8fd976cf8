package dev.slipway.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** What a registry wrote about its refusal, as far as it can be read: it is told to people, never decided upon. */
record RegistryErrors(List<String> codes, String text) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_READ = 64 * 1024;
    private static final int MOST_SHOWN = 500;

    static RegistryErrors read(InputStream body) {
        try {
            var bytes = body.readNBytes(MOST_READ);
            return bytes.length == 0 ? none() : from(JSON.readTree(bytes));
        } catch (IOException e) {
            return none();
        }
    }

    private static RegistryErrors none() {
        return new RegistryErrors(List.of(), "");
    }

    private static RegistryErrors from(JsonNode document) {
        var codes = new ArrayList<String>();
        var text = new StringBuilder();
        for (var error : document.path("errors")) {
            var code = error.path("code").asText("");
            codes.add(code);
            text.append(text.isEmpty() ? ": " : ", ")
                    .append(code)
                    .append(' ')
                    .append(error.path("message").asText(""));
        }
        var shown = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text.toString();
        return new RegistryErrors(List.copyOf(codes), shown);
    }
}
