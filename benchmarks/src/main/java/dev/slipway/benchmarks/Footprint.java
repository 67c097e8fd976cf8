package dev.slipway.benchmarks;

import dev.slipway.lifecycle.FactType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What work leaves in PostgreSQL and Kafka.
 *
 * @param commits of transactions that wrote; several pieces of work may share one
 * @param steps writes to a chain at different times; most can only begin when the one before is on disk
 * @param records on the lifecycle topic
 * @param bytes of these records together
 */
record Footprint(
        double commits, double steps, double inserts, double updates, double deletes, double records, double bytes) {
    /** What all transactions of this database have done until now. */
    static Footprint now(Bed bed) throws SQLException {
        try (Connection connection = bed.connect();
                PreparedStatement statement = connection.prepareStatement("""
                        select pg_current_xact_id()::text::bigint as commits, tup_inserted, tup_updated, tup_deleted,
                            (select count(*) from (select distinct chain_id, at from ledger_entry where type <> ?) step) as steps,
                            (select count(*) from ledger_entry) as records,
                            (select coalesce(sum(length(bytes)), 0) from ledger_entry) as bytes
                        from pg_stat_database where datname = current_database()""")) {
            // told of the digest before, with the step of the one that takes over
            statement.setString(1, FactType.PROMOTION_SUPERSEDED.wireName());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Footprint(
                        row.getDouble("commits"),
                        row.getDouble("steps"),
                        row.getDouble("tup_inserted"),
                        row.getDouble("tup_updated"),
                        row.getDouble("tup_deleted"),
                        row.getDouble("records"),
                        row.getDouble("bytes"));
            }
        }
    }

    /** What one of {@code count} pieces of work left since {@code before}. */
    Footprint since(Footprint before, int count) {
        return new Footprint(
                (commits - before.commits) / count,
                (steps - before.steps) / count,
                (inserts - before.inserts) / count,
                (updates - before.updates) / count,
                (deletes - before.deletes) / count,
                (records - before.records) / count,
                (bytes - before.bytes) / count);
    }

    /** The same, with a transaction for each step. */
    Footprint stepByStep() {
        return new Footprint(steps, steps, inserts, updates, deletes, records, bytes);
    }

    @Override
    public String toString() {
        return "%.1f commits, %.1f steps, %.1f inserts, %.1f updates, %.1f deletes, %.1f records of %.0f bytes"
                .formatted(commits, steps, inserts, updates, deletes, records, bytes / Math.max(1, records));
    }
}
