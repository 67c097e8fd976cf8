package dev.slipway.faults.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the ledger, with its bytes read as JSON; {@code event} is missing where they are none. */
record Entry(
        String subject,
        long seq,
        UUID id,
        String type,
        @Nullable String machine,
        @Nullable String instance,
        @Nullable String from,
        @Nullable String to,
        Instant at,
        byte[] bytes,
        byte[] previousHash,
        byte[] hash,
        JsonNode event) {
    boolean moves(String what) {
        return what.equals(machine);
    }

    JsonNode fact() {
        return event.path("data").path("customData").path("fact");
    }

    /** What the published bytes say of the entry's place in its chain. */
    JsonNode place() {
        return event.path("data").path("customData").path("ledger");
    }

    /** {@code app/environment} of a fact about one. */
    String where() {
        return fact().path("app").asText() + "/" + fact().path("environment").asText();
    }

    boolean is(String kind) {
        return type.contains(kind + ".");
    }

    String name() {
        return "entry %s/%d (%s)".formatted(subject, seq, type);
    }
}
