package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.events.Json;
import dev.slipway.events.Topics;
import dev.slipway.lifecycle.Role;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What stages gave up on: dead jobs and quarantined records, to be re-driven or skipped by a person. */
@ApplicationScoped
public class DeadLetters {
    private final Database database;

    DeadLetters(Database database) {
        this.database = database;
    }

    /** A job that is dead; its lane waits. */
    public record DeadJob(Job job, String reason, Instant diedAt) {}

    /**
     * A record that could not be taken in.
     *
     * @param key null once it is forgotten, too
     */
    public record Quarantined(
            UUID id,
            String stage,
            String topic,
            int partition,
            long offset,
            @Nullable String key,
            String reason,
            Instant at) {}

    public List<DeadJob> jobs() {
        return database.transaction(
                "list dead jobs",
                c -> Sql.list(c, DeadLetters::dead, "select * from job where state = 'DEAD' order by finished_at"));
    }

    /** Nothing if it is not dead, or not any more. */
    public Optional<DeadJob> job(UUID id) {
        return database.transaction(
                "read a dead job",
                c -> Sql.first(c, DeadLetters::dead, "select * from job where id = ? and state = 'DEAD'", id));
    }

    private static DeadJob dead(ResultSet row) throws SQLException {
        return new DeadJob(JobQueue.job(row), String.valueOf(row.getString("note")), Sql.instant(row, "finished_at"));
    }

    public List<Quarantined> quarantine() {
        return database.transaction(
                "list the quarantine",
                c -> Sql.list(
                        c,
                        DeadLetters::quarantined,
                        "select id, stage, topic, part, off, key, reason, at from quarantine where state = 'OPEN' order by at"));
    }

    /** Open or handled. */
    public Optional<QuarantinedRecord> quarantined(UUID id) {
        return database.transaction("read a quarantined record", c -> QuarantinedRecord.read(c, id));
    }

    static Quarantined quarantined(ResultSet row) throws SQLException {
        return new Quarantined(
                row.getObject("id", UUID.class),
                row.getString("stage"),
                row.getString("topic"),
                row.getInt("part"),
                row.getLong("off"),
                row.getString("key"),
                row.getString("reason"),
                Sql.instant(row, "at"));
    }

    /** Has a dead job done again from its first attempt; false if it is not dead. */
    public boolean redrive(UUID job, String actor, String reason) {
        return revive(job, actor, "READY", dead -> new Fact.JobRedriven(job, dead.stage(), dead.kind(), reason));
    }

    /** Closes a dead job undone, so that its lane goes on; false if it is not dead. */
    public boolean skip(UUID job, String actor, String reason) {
        return revive(job, actor, "DONE", dead -> new Fact.JobSkipped(job, dead.stage(), dead.kind(), reason));
    }

    @FunctionalInterface
    private interface Audit {
        Fact of(Job dead);
    }

    private boolean revive(UUID id, String actor, String state, Audit audit) {
        return database.transaction("revive a job", connection -> {
            Job dead = Sql.first(connection, JobQueue::job, "select * from job where id = ? and state = 'DEAD'", id)
                    .orElse(null);
            if (dead == null) {
                return false;
            }
            LedgerTx tx = LedgerTx.begin(
                    connection, Role.CONSOLE, actor, List.of(), List.of(dead.subject()), UUID.randomUUID());
            Sql.list(
                    connection,
                    row -> row.getString("name"),
                    "select name from lane where stage = ? and name = ? for update",
                    dead.stage(),
                    dead.lane());
            if (Sql.update(
                            connection,
                            "update job set state = ?, attempt = 0, run_at = clock_timestamp(), note = null"
                                    + " where id = ? and state = 'DEAD'",
                            state,
                            id)
                    == 0) {
                return false;
            }
            Sql.update(
                    connection,
                    "update lane set held_by = null where stage = ? and name = ? and held_by = ?",
                    dead.stage(),
                    dead.lane(),
                    id);
            JobQueue.settle(connection, dead.stage(), dead.lane());
            tx.append(dead.subject(), audit.of(dead));
            tx.flush();
            return true;
        });
    }

    /** Has a quarantined record read again by its stage, as if Kafka had just brought it; false if it is not open. */
    public boolean redriveQuarantined(UUID id, String actor, String reason) {
        return handle(id, "REDRIVING", actor, reason);
    }

    /** Lets a quarantined record go; false if it is not open. */
    public boolean skipQuarantined(UUID id, String actor, String reason) {
        return handle(id, "SKIPPED", actor, reason);
    }

    private boolean handle(UUID id, String state, String actor, String reason) {
        return database.transaction(
                "handle a quarantined record",
                c -> Sql.update(
                                c,
                                "update quarantine set state = ?, handled_by = ?, handled_note = ? where id = ? and state = 'OPEN'",
                                state,
                                actor,
                                reason,
                                id)
                        == 1);
    }

    /** Publishes why a job died, with the entry that says so, in the words that Kafka's dead letter tools know. */
    static void send(Connection connection, LedgerTx tx, Job job, String why) throws SQLException {
        byte[] obituary = tx.lastBytes();
        put(
                connection,
                job.subject().key(),
                Map.of(
                        "dead-letter-reason",
                        why,
                        "slipway-stage",
                        job.stage(),
                        "slipway-job",
                        job.id().toString()),
                obituary);
    }

    /** Publishes a record that could not be taken in, with its original bytes. */
    static void send(Connection connection, String stage, IncomingRecord incoming, String why) throws SQLException {
        Map<String, String> headers = new TreeMap<>(incoming.headers());
        headers.put("dead-letter-reason", why);
        headers.put("dead-letter-topic", incoming.topic());
        headers.put("dead-letter-partition", Integer.toString(incoming.partition()));
        headers.put("dead-letter-offset", Long.toString(incoming.offset()));
        headers.put("slipway-stage", stage);
        put(connection, incoming.key() == null ? "" : incoming.key(), headers, incoming.value());
    }

    private static void put(Connection connection, String key, Map<String, String> headers, byte @Nullable [] value)
            throws SQLException {
        Database.leaves(Database.Left.RECORDS);
        Sql.update(
                connection,
                "insert into outbox (shard, topic, key, headers, value) values (abs(hashtext(?)::bigint) % 32, ?, ?, ?::jsonb, ?)",
                key,
                Topics.DEAD_LETTER,
                key,
                Json.text(headers),
                value == null ? new byte[0] : value);
    }
}
