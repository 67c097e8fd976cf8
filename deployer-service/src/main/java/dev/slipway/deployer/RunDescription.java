package dev.slipway.deployer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.events.Json;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What slipway.yaml says of running an app, as it was when the image was built.
 *
 * @param readyPath answers 200 when the app can take traffic
 * @param memoryBytes the limit of one container
 */
record RunDescription(int port, String readyPath, long memoryBytes) {
    private static final Pattern SIZE = Pattern.compile("([0-9]+)\\s*([kmgKMG]?)i?[bB]?");
    private static final long DEFAULT_MEMORY = 512L << 20;

    static RunDescription parse(String json) {
        try {
            JsonNode run = Json.MAPPER.readTree(json).path("run");
            return new RunDescription(
                    run.path("port").asInt(8080),
                    run.path("probes").path("ready").asText("/health/ready"),
                    memory(run.path("memory")));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a run description: " + e.getOriginalMessage(), e);
        }
    }

    private static long memory(JsonNode memory) {
        if (memory.isMissingNode() || memory.isNull()) {
            return DEFAULT_MEMORY;
        }
        if (memory.isIntegralNumber()) {
            return memory.asLong();
        }
        Matcher size = SIZE.matcher(memory.asText());
        if (!size.matches()) {
            throw new IllegalArgumentException(
                    "run.memory is '%s' (expected a number with k, m or g, such as 256m)".formatted(memory.asText()));
        }
        int shift = switch (size.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        return Long.parseLong(size.group(1)) << shift;
    }
}
