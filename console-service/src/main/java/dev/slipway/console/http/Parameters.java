package dev.slipway.console;

import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import java.util.UUID;
import java.util.function.Function;

/** What stands in a path or a query, read into our values; what they say against it goes to the caller. */
final class Parameters {
    private Parameters() {}

    static Digest digest(String text) {
        return read(text, Digest::new);
    }

    static BuildId build(String text) {
        return read(text, BuildId::parse);
    }

    static EnvironmentName environment(String text) {
        return read(text, EnvironmentName::new);
    }

    static UUID id(String text) {
        return read(text, UUID::fromString);
    }

    private static <T> T read(String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
