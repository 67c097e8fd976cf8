package dev.slipway.scanner.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an image's configuration says about running it.
 *
 * @param user as written; empty means root
 * @param healthcheck whether it has one that is not switched off
 * @param history the commands it was made by, oldest first
 */
public record ImageConfig(String user, boolean healthcheck, Map<String, String> environment, List<String> history) {
    private static final int MOST = 2_000;

    public ImageConfig {
        environment = new TreeMap<>(environment);
        history = List.copyOf(history);
    }

    public static ImageConfig of(JsonNode document) {
        JsonNode config = document.path("config");
        String check = config.path("Healthcheck").path("Test").path(0).asText("");
        Map<String, String> environment = new TreeMap<>();
        config.path("Env").valueStream().limit(MOST).map(JsonNode::asText).forEach(variable -> {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                environment.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        });
        List<String> history = document.path("history")
                .valueStream()
                .limit(MOST)
                .map(step -> step.path("created_by").asText(""))
                .toList();
        return new ImageConfig(
                config.path("User").asText(""), !check.isEmpty() && !check.equals("NONE"), environment, history);
    }
}
