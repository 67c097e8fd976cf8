package dev.slipway.deployer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.deployer.verify.CriticalRequest;
import dev.slipway.events.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What slipway.yaml says of running and verifying an app, as it was when the image was built.
 *
 * @param startupPath answers 200 once the app has started; until then nothing else is asked
 * @param readyPath answers 200 when the app can take traffic
 * @param livePath answers 200 as long as the app works
 * @param memoryBytes the limit of one container
 * @param fatal a line of its log that contains one of these fails it
 */
record RunDescription(
        int port,
        @Nullable String startupPath,
        String readyPath,
        @Nullable String livePath,
        long memoryBytes,
        List<CriticalRequest> critical,
        List<String> fatal) {
    private static final Pattern SIZE = Pattern.compile("([0-9]+)\\s*([kmgKMG]?)i?[bB]?");
    private static final long DEFAULT_MEMORY = 512L << 20;

    RunDescription {
        critical = List.copyOf(critical);
        fatal = List.copyOf(fatal);
    }

    static RunDescription parse(String json) {
        try {
            JsonNode root = Json.MAPPER.readTree(json);
            JsonNode run = root.path("run");
            JsonNode probes = run.path("probes");
            List<String> fatal = new ArrayList<>();
            root.path("verify").path("logs").path("fatal").forEach(text -> fatal.add(text.asText()));
            return new RunDescription(
                    run.path("port").asInt(8080),
                    text(probes, "startup"),
                    probes.path("ready").asText("/health/ready"),
                    text(probes, "live"),
                    memory(run.path("memory")),
                    critical(root.path("verify").path("critical")),
                    fatal);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a run description: " + e.getOriginalMessage(), e);
        }
    }

    private static List<CriticalRequest> critical(JsonNode list) {
        List<CriticalRequest> requests = new ArrayList<>();
        for (JsonNode one : list) {
            JsonNode max = one.path("maxMs");
            requests.add(new CriticalRequest(
                    one.path("name").asText(),
                    one.path("get").asText(),
                    one.path("status").asInt(200),
                    text(one, "contains"),
                    max.isInt() ? max.asInt() : null));
        }
        return requests;
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isTextual() ? value.asText() : null;
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
