package dev.slipway.ledger;

import dev.slipway.events.EventFormat;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.events.MalformedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Makes the tables of current state anew from entries alone, by the same code that makes them when a fact is entered. */
final class ProjectionReplay {
    private static final int FETCH = 500;

    private ProjectionReplay() {}

    /** An entry that cannot be applied; the message names it. */
    static final class NotReplayed extends Exception {
        NotReplayed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** What is to happen with an entry besides, after its fact was applied. */
    @FunctionalInterface
    interface Each {
        void entry(LifecycleEvent event, byte[] bytes) throws SQLException, MalformedEvent;
    }

    /**
     * In the order in which things happened: along each chain, and between chains by the time of entering, which is the same
     * for what one transaction entered.
     *
     * @param source a table with subject_key, seq, at and bytes
     */
    static void run(Connection connection, String source, Each each) throws SQLException, NotReplayed {
        try (PreparedStatement statement = connection.prepareStatement("""
                select subject_key, seq, bytes from (select subject_key, seq, bytes,
                    max(at) over (partition by subject_key order by seq) as happened from %s) entry
                order by happened, subject_key, seq""".formatted(source))) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    apply(connection, rows, each);
                }
            }
        }
    }

    private static void apply(Connection connection, ResultSet row, Each each) throws SQLException, NotReplayed {
        byte[] bytes = row.getBytes("bytes");
        String name = "entry %s/%d".formatted(row.getString("subject_key"), row.getLong("seq"));
        try {
            LifecycleEvent event = EventFormat.read(bytes);
            Projection.apply(connection, event.subject(), event.fact(), event.actor(), event.at());
            each.entry(event, bytes);
        } catch (MalformedEvent | SQLException | IllegalStateException e) {
            throw new NotReplayed("%s cannot be applied: %s".formatted(name, e.getMessage()), e);
        }
    }
}
