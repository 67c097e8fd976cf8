package dev.slipway.ledger;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.events.EventFormat;
import dev.slipway.events.Json;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.events.MalformedEvent;
import dev.slipway.lifecycle.FactType;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes in facts: those the ledger knows and this stage has not seen become the jobs the stage asks for. What an event
 * says is read from the ledger's own bytes, so a forged one can cause a look and nothing else.
 */
final class FactReader implements Intake.Reader {
    private final Stage stage;
    private int known;

    /** What a record says of itself. */
    private record Claimed(LifecycleEvent event, IncomingRecord incoming) {}

    /** @param unseen whether this stage sees it for the first time */
    private record Known(LifecycleEvent event, boolean unseen) {}

    FactReader(Stage stage) {
        this.stage = stage;
    }

    @Override
    public void store(Connection connection, List<IncomingRecord> records) throws SQLException, Intake.Unreadable {
        Map<UUID, Claimed> byId = new LinkedHashMap<>();
        for (IncomingRecord incoming : records) {
            LifecycleEvent event = read(incoming);
            if (stage.listensTo().contains(event.fact().type())) {
                byId.putIfAbsent(event.id(), new Claimed(event, incoming));
            }
        }
        List<Known> known = known(connection, stage.role().wireName(), byId);
        Set<UUID> ids = known.stream().map(one -> one.event().id()).collect(Collectors.toSet());
        for (Map.Entry<UUID, Claimed> one : byId.entrySet()) {
            if (!ids.contains(one.getKey())) {
                throw new Intake.Unreadable(
                        one.getValue().incoming(),
                        "event %s is not in the ledger: it was not written by a Slipway service"
                                .formatted(one.getKey()));
            }
        }
        List<LifecycleEvent> unseen =
                known.stream().filter(Known::unseen).map(Known::event).toList();
        ask(connection, stage, unseen);
        this.known = known.size() - unseen.size();
    }

    @Override
    public List<IncomingRecord> concerning(List<IncomingRecord> records) {
        return records.stream().filter(one -> !concernsOthers(one.value())).toList();
    }

    @Override
    public int known() {
        return known;
    }

    /**
     * Whether the record says itself that it is a fact which this stage does not listen to. Most are, so that they are not
     * read any further: whether they are well-formed is for those to say who listen.
     */
    private boolean concernsOthers(byte @Nullable [] value) {
        if (value == null) {
            return false;
        }
        try (JsonParser parser = Json.MAPPER.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String member = parser.currentName();
                parser.nextToken();
                if (member.equals("type")) {
                    return !stage.listensTo().contains(FactType.of(parser.getText()));
                }
                parser.skipChildren();
            }
            return false;
        } catch (IOException | IllegalArgumentException e) {
            // the thorough reader says what is wrong with it
            return false;
        }
    }

    private static LifecycleEvent read(IncomingRecord incoming) throws Intake.Unreadable {
        try {
            byte[] value = incoming.value();
            if (value == null) {
                throw new MalformedEvent("empty record: expected a lifecycle event");
            }
            return EventFormat.read(value);
        } catch (MalformedEvent e) {
            throw new Intake.Unreadable(incoming, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Of what is claimed, that which the ledger has, in its own words; the record's are parsed already if they are the same. It
     * is marked as seen, which is undone with the transaction if anything claimed is not there.
     */
    private static List<Known> known(Connection connection, String role, Map<UUID, Claimed> claims)
            throws SQLException {
        return Sql.list(
                connection,
                row -> {
                    byte[] bytes = row.getBytes("bytes");
                    Claimed claimed = Objects.requireNonNull(claims.get(row.getObject("event_id", UUID.class)));
                    LifecycleEvent event =
                            Arrays.equals(bytes, claimed.incoming().value())
                                    ? claimed.event()
                                    : LedgerReads.event(bytes);
                    return new Known(event, row.getBoolean("unseen"));
                },
                """
                with known as materialized (select event_id, subject_key, seq, at, bytes from ledger_entry where event_id = any(?)),
                fresh as (
                    insert into seen (stage, subject_key, seq) select ?, subject_key, seq from known order by subject_key, seq
                    on conflict do nothing returning subject_key, seq)
                select event_id, bytes, exists (select from fresh where fresh.subject_key = known.subject_key
                    and fresh.seq = known.seq) as unseen from known order by at, seq""",
                connection.createArrayOf("uuid", claims.keySet().toArray()),
                role);
    }

    /** Marks events as seen and asks for the jobs of those that were not. */
    static void see(Connection connection, Stage stage, List<LifecycleEvent> events) throws SQLException {
        var unseen = Sql.list(
                connection,
                row -> row.getString("subject_key") + "#" + row.getLong("seq"),
                """
                insert into seen (stage, subject_key, seq)
                select ?, k, s from unnest(?::text[], ?::bigint[]) as fact(k, s) order by k, s
                on conflict do nothing returning subject_key, seq""",
                stage.role().wireName(),
                events.stream().map(event -> event.subject().key()).toArray(String[]::new),
                events.stream().map(LifecycleEvent::seq).toArray(Long[]::new));
        ask(
                connection,
                stage,
                events.stream()
                        .filter(event -> unseen.contains(event.subject().key() + "#" + event.seq()))
                        .toList());
    }

    /** Asks for the jobs of events that were not seen before. */
    private static void ask(Connection connection, Stage stage, List<LifecycleEvent> unseen) throws SQLException {
        List<NewJobs.Asked> jobs = new ArrayList<>();
        for (LifecycleEvent event : unseen) {
            stage.jobsFor(event).forEach(job -> jobs.add(new NewJobs.Asked(job, event.id())));
        }
        NewJobs.enqueue(connection, stage.role().wireName(), jobs);
    }
}
