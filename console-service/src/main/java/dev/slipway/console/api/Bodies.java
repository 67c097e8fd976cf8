package dev.slipway.console.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What commands take in their bodies: their members are those that are accepted, and those that the API's description lists. */
final class Bodies {
    private Bodies() {}

    record Reason(String reason) {}

    record Promote(String reason, String environment) {}

    record Approve(
            String reason,
            String environment,
            @Nullable String role,
            @Nullable Instant expires) {}

    record Freeze(String reason, @Nullable Instant until) {}

    record Deploy(String reason, @Nullable String digest) {}

    record RollBack(String reason, @Nullable String to) {}

    record Waive(
            String reason,
            String advisory,
            @JsonProperty("package") @Nullable String packageName,
            String owner,
            @Nullable Instant expires) {}

    record Unwaive(String reason, String waiver) {}

    /** Which dead letters are meant: those that fit all that is given, and at least one has to be; next goes on from an answer. */
    record DeadLetterFilter(
            String reason,
            @Nullable String stage,
            @Nullable String kind,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String next) {}

    record Token(
            String name,
            List<String> roles,
            @Nullable List<String> apps,
            @Nullable List<String> environments,
            @Nullable Integer days) {}

    record Build(
            String repository,
            String commit,
            @Nullable String ref,
            @Nullable String directory,
            @Nullable Boolean rebuild,
            @Nullable Boolean urgent) {}
}
