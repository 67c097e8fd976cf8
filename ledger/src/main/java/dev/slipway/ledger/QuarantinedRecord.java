package dev.slipway.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.slipway.events.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be taken in, whole.
 *
 * @param headers null once they are forgotten
 * @param value null if there was none, or once it is forgotten
 * @param acts what persons did about it, oldest first
 * @param forgottenAt since when the retention has left nothing of key, headers and value
 */
public record QuarantinedRecord(
        DeadLetters.Quarantined quarantined,
        State state,
        @Nullable Map<String, String> headers,
        @Nullable ValueExcerpt value,
        List<Act> acts,
        @Nullable Instant forgottenAt) {
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};
    private static final TypeReference<List<Act>> ACTS = new TypeReference<>() {};

    /** What became of it. */
    public enum State {
        OPEN,
        /** Its stage reads it again. */
        REDRIVING,
        REDRIVEN,
        SKIPPED
    }

    /**
     * What a person did about it.
     *
     * @param what {@code redriven} or {@code skipped}
     * @param at null if it was done by a version that did not note it
     */
    public record Act(
            String what, String by, String why, @Nullable Instant at) {}

    static Optional<QuarantinedRecord> read(Connection connection, UUID id) throws SQLException {
        return Sql.first(connection, QuarantinedRecord::of, """
                select id, stage, topic, part, off, key, reason, at, state, headers, handled_by, handled_note, handled_at, earlier_acts,
                    forgotten_at, substring(value from 1 for ?) as beginning, octet_length(value) as bytes
                from quarantine where id = ?""", ValueExcerpt.MOST, id);
    }

    private static QuarantinedRecord of(ResultSet row) throws SQLException {
        byte @Nullable [] beginning = row.getBytes("beginning");
        String headers = row.getString("headers");
        State state = State.valueOf(row.getString("state"));
        return new QuarantinedRecord(
                DeadLetters.quarantined(row),
                state,
                headers == null ? null : parsed(headers, HEADERS),
                beginning == null ? null : ValueExcerpt.of(beginning, row.getLong("bytes")),
                acts(row, state),
                Sql.instantOrNull(row, "forgotten_at"));
    }

    private static List<Act> acts(ResultSet row, State state) throws SQLException {
        List<Act> acts = new ArrayList<>(parsed(row.getString("earlier_acts"), ACTS));
        String by = row.getString("handled_by");
        if (by != null) {
            acts.add(new Act(
                    state == State.SKIPPED ? "skipped" : "redriven",
                    by,
                    String.valueOf(row.getString("handled_note")),
                    Sql.instantOrNull(row, "handled_at")));
        }
        return acts;
    }

    static Map<String, String> headers(String json) {
        return parsed(json, HEADERS);
    }

    private static <T> T parsed(String json, TypeReference<T> type) {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "the row of a quarantined record has JSON that is not of the form of %s".formatted(type.getType()),
                    e);
        }
    }
}
