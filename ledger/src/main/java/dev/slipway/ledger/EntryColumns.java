package dev.slipway.ledger;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.events.ReadEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the columns of an entry have to say, by its bytes. They are there to be searched; the bytes are what was told. */
record EntryColumns(Map<String, @Nullable String> values, Instant at) {
    static EntryColumns of(ReadEntry read) {
        LifecycleEvent event = read.event();
        ReadEntry.Move move = read.move();
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        values.put("event_id", event.id().toString());
        values.put("subject_kind", event.subject().kind().wireName());
        values.put("kind", event.subject().kind().wireName());
        values.put("type", event.fact().type().wireName());
        values.put("role", read.writer());
        values.put("actor", event.actor());
        values.put("machine", move == null ? null : move.machine());
        values.put("instance", move == null ? null : move.instance());
        values.put("from_state", move == null ? null : move.from());
        values.put("to_state", move == null ? null : move.to());
        values.put("chain_id", event.chain().toString());
        values.put("subject_chain", event.chain().toString());
        return new EntryColumns(values, event.at());
    }

    /** The names of those that say something else, with what they say. */
    List<String> differences(ResultSet row) throws SQLException {
        List<String> different = new ArrayList<>();
        for (Map.Entry<String, @Nullable String> one : values.entrySet()) {
            String found = row.getString(one.getKey());
            if (!Objects.equals(found, one.getValue())) {
                different.add("%s is %s instead of %s".formatted(one.getKey(), found, one.getValue()));
            }
        }
        Instant found = Sql.instant(row, "at");
        if (!found.equals(at)) {
            different.add("at is %s instead of %s".formatted(found, at));
        }
        return different;
    }
}
