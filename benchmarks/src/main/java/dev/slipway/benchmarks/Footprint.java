package dev.slipway.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What work leaves in PostgreSQL and Kafka.
 *
 * @param commits of transactions that wrote
 * @param records on the lifecycle topic
 * @param bytes of these records together
 */
record Footprint(double commits, double inserts, double updates, double deletes, double records, double bytes) {
    /** What all transactions of this database have done until now. */
    static Footprint now(Bed bed) throws SQLException {
        try (Connection connection = bed.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select pg_current_xact_id()::text::bigint as commits, tup_inserted, tup_updated, tup_deleted,
                            (select count(*) from ledger_entry) as records,
                            (select coalesce(sum(length(bytes)), 0) from ledger_entry) as bytes
                        from pg_stat_database where datname = current_database()""")) {
            row.next();
            return new Footprint(
                    row.getDouble("commits"),
                    row.getDouble("tup_inserted"),
                    row.getDouble("tup_updated"),
                    row.getDouble("tup_deleted"),
                    row.getDouble("records"),
                    row.getDouble("bytes"));
        }
    }

    /** What one of {@code count} pieces of work left since {@code before}. */
    Footprint since(Footprint before, int count) {
        return new Footprint(
                (commits - before.commits) / count,
                (inserts - before.inserts) / count,
                (updates - before.updates) / count,
                (deletes - before.deletes) / count,
                (records - before.records) / count,
                (bytes - before.bytes) / count);
    }

    @Override
    public String toString() {
        return "%.1f commits, %.1f inserts, %.1f updates, %.1f deletes, %.1f records of %.0f bytes"
                .formatted(commits, inserts, updates, deletes, records, bytes / Math.max(1, records));
    }
}
