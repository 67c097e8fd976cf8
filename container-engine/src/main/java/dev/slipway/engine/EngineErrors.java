package dev.slipway.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what the client library and the sockets throw into {@link EngineFailure}s. */
final class EngineErrors {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The client library puts this before the engine's body. */
    private static final Pattern STATUS_PREFIX = Pattern.compile("^Status \\d{3}: ");

    private static final int LONGEST_MESSAGE = 4_000;

    private EngineErrors() {}

    /** The failure to throw; anything that is neither the engine's answer nor its connection is our bug and comes out as it was. */
    static RuntimeException translate(String tried, @Nullable Throwable thrown) {
        if (thrown instanceof DockerException answer) {
            return new EngineFailure.Refused(tried, answer.getHttpStatus(), message(answer.getMessage()));
        }
        if (thrown instanceof EngineFailure failure) {
            return failure;
        }
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CallersFault fault) {
                return fault.original();
            }
            if (cause instanceof IOException || cause instanceof InterruptedException) {
                return new EngineFailure.Unreachable(tried, cause);
            }
        }
        if (thrown instanceof RuntimeException bug) {
            return bug;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(tried + ": failed in an unforeseen way", thrown);
    }

    /** The engine wraps its words as {@code {"message": …}}; older ones and proxies in front of it do not. */
    static String message(@Nullable String body) {
        if (body == null || body.isBlank()) {
            return "(no reason given)";
        }
        return shortened(unwrapped(STATUS_PREFIX.matcher(body).replaceFirst("")).strip());
    }

    private static String unwrapped(String body) {
        try {
            var tree = JSON.readTree(body);
            return tree == null ? body : tree.path("message").asText(body);
        } catch (JsonProcessingException _) {
            return body;
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }
}
