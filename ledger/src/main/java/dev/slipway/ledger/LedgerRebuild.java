package dev.slipway.ledger;

import dev.slipway.events.EventFormat;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.events.MalformedEvent;
import dev.slipway.events.ReadEntry;
import dev.slipway.events.Sha256;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Fills an empty ledger with what the lifecycle topic tells: every entry with its very bytes, heads, and the tables of
 * current state. Each entry goes through the database's own rules again. As the owner of the schema, in one transaction.
 *
 * <p>Records may come twice and in any order between subjects. What others wrote there is left out: of each chain that is
 * taken which leads back from its last entry by hashes.
 */
final class LedgerRebuild {
    private final Connection connection;
    private long strangers;

    /** What came of it. */
    record Result(long subjects, long entries, long leftOut) {}

    /** It cannot be rebuilt from these records; the message says why. */
    static final class CannotRebuild extends Exception {
        CannotRebuild(String message) {
            super(message);
        }
    }

    LedgerRebuild(Connection connection) {
        this.connection = connection;
    }

    /** Nothing that is there is ever overwritten. */
    void begin() throws SQLException, CannotRebuild {
        connection.setAutoCommit(false);
        boolean used = Sql.first(
                        connection,
                        row -> row.getBoolean(1),
                        "select exists (select 1 from subject) or exists (select 1 from ledger_entry) or exists (select 1 from build)")
                .orElse(true);
        if (used) {
            throw new CannotRebuild(
                    "the ledger is not empty: a ledger is rebuilt into a database that was only migrated");
        }
        Sql.update(connection, """
                create temporary table told (subject_key text not null, seq bigint not null, at timestamptz not null,
                    bytes bytea not null, previous bytea not null, hash bytea not null, primary key (subject_key, seq, hash))
                on commit drop""");
    }

    /** A record of the topic. */
    void take(byte[] bytes) throws SQLException {
        ReadEntry read;
        byte[] previous;
        try {
            read = EventFormat.readEntry(bytes);
            previous = HexFormat.of().parseHex(read.previousHash());
        } catch (MalformedEvent | IllegalArgumentException e) {
            strangers++;
            return;
        }
        Sql.update(
                connection,
                "insert into told (subject_key, seq, at, bytes, previous, hash) values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                read.event().subject().key(),
                read.event().seq(),
                read.event().at(),
                bytes,
                previous,
                Sha256.of(previous, bytes));
    }

    /** Enters all of it, or nothing. */
    Result finish() throws SQLException, CannotRebuild {
        choose();
        long[] entries = {0};
        try {
            ProjectionReplay.run(connection, "chosen", (event, bytes) -> {
                enter(event, EventFormat.readEntry(bytes), bytes);
                entries[0]++;
            });
        } catch (ProjectionReplay.NotReplayed e) {
            throw new CannotRebuild(String.valueOf(e.getMessage()));
        }
        // all of it was published before
        Sql.update(connection, "delete from outbox");
        long told = count("select count(*) from told");
        long subjects = count("select count(*) from subject");
        connection.commit();
        return new Result(subjects, entries[0], strangers + told - entries[0]);
    }

    /** Back along the hashes from the last entry of each chain. */
    private void choose() throws SQLException, CannotRebuild {
        Sql.update(connection, "analyze told");
        Sql.update(connection, """
                create temporary table chosen on commit drop as
                with recursive chain as (
                    select t.* from told t join (select subject_key, max(seq) as seq from told group by subject_key) last
                        on last.subject_key = t.subject_key and last.seq = t.seq
                    union all
                    select p.* from chain c join told p on p.subject_key = c.subject_key and p.seq = c.seq - 1 and p.hash = c.previous)
                select * from chain""");
        refuse("""
                select format('the topic has %s different entries %s/%s, and nothing after them says which is true', count(*),
                    subject_key, seq) from chosen group by subject_key, seq having count(*) > 1 order by subject_key limit 1""");
        refuse("""
                select format('the topic has entry %s/%s, but not entry %s/%s that comes before it', subject_key, min(seq),
                    subject_key, min(seq) - 1) from chosen group by subject_key having min(seq) > 1 order by subject_key limit 1""");
        refuse("""
                select format('entry %s/1 says that something came before it', subject_key) from chosen
                where seq = 1 and previous <> decode(repeat('00', 32), 'hex') order by subject_key limit 1""");
    }

    private void refuse(String query) throws SQLException, CannotRebuild {
        Optional<String> why = Sql.first(connection, row -> row.getString(1), query);
        if (why.isPresent()) {
            throw new CannotRebuild(why.get());
        }
    }

    private long count(String query) throws SQLException {
        return Sql.first(connection, row -> row.getLong(1), query).orElse(0L);
    }

    /** Checks and applies it as when it was new: the trigger of ledger_entry knows the rules. */
    private void enter(LifecycleEvent event, ReadEntry read, byte[] bytes) throws SQLException {
        String key = event.subject().key();
        Sql.update(
                connection,
                "insert into subject (key, kind, chain_id) values (?, ?, ?) on conflict do nothing",
                key,
                event.subject().kind().wireName(),
                event.chain());
        byte[] previous = HexFormat.of().parseHex(read.previousHash());
        ReadEntry.Move move = read.move();
        Sql.update(
                connection,
                """
                insert into ledger_entry (subject_key, seq, event_id, subject_kind, type, role, actor,
                    machine, instance, from_state, to_state, chain_id, at, bytes, prev_hash, hash)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                key,
                event.seq(),
                event.id(),
                event.subject().kind().wireName(),
                event.fact().type().wireName(),
                read.writer(),
                event.actor(),
                move == null ? null : move.machine(),
                move == null ? null : move.instance(),
                move == null ? null : move.from(),
                move == null ? null : move.to(),
                event.chain(),
                event.at(),
                bytes,
                previous,
                Sha256.of(previous, bytes));
    }
}
