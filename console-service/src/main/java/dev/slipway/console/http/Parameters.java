package dev.slipway.console.http;

import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import java.util.function.Function;

/** What stands in a path or a query, read into our values; what they say against it goes to the caller. */
public final class Parameters {
    private Parameters() {}

    public static Digest digest(String text) {
        return read(text, Digest::new);
    }

    public static BuildId build(String text) {
        return read(text, BuildId::parse);
    }

    public static EnvironmentName environment(String text) {
        return read(text, EnvironmentName::new);
    }

    public static AppName app(String text) {
        return read(text, AppName::new);
    }

    public static DeploymentId deployment(String text) {
        return new DeploymentId(id(text));
    }

    public static AppEnvironment place(String app, String environment) {
        return new AppEnvironment(app(app), environment(environment));
    }

    /** A time in ISO 8601 with its zone. */
    public static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.badRequest("'%s' is not a time (wanted: such as 2026-12-01T08:00:00Z)".formatted(text));
        }
    }

    /** How many of a list are wanted. */
    public static int limit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw Problem.badRequest("limit is %d (wanted: 1 to %d)".formatted(limit, most));
        }
        return limit;
    }

    public static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("'%s' is not an id (wanted: a UUID)".formatted(text));
        }
    }

    private static <T> T read(String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
