package dev.slipway.ledger;

import dev.slipway.events.Json;
import dev.slipway.lifecycle.Uuid7;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns Kafka records into rows: one transaction for a batch, and only when it has committed may the batch be
 * acknowledged. A lost connection is waited out; a record that the database refuses is found by halving the batch.
 */
final class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    /**
     * The rest after each batch but a large one: what comes meanwhile is one batch, where each record would cost a fetch and a
     * transaction.
     */
    private static final long GATHER_MILLIS = 60;

    /** So many records are as cheap as they get: there is a backlog, and nothing to wait for. */
    private static final int LARGE_BATCH = 100;

    private final Database database;
    private final String stage;
    private final StageMeters meters;

    Intake(Database database, String stage) {
        this.database = database;
        this.stage = stage;
        this.meters = new StageMeters(stage);
    }

    /** What one kind of record becomes. */
    @FunctionalInterface
    interface Reader {
        /** Stores the records it understands; throws {@link Unreadable} for the first one it does not. */
        void store(Connection connection, List<IncomingRecord> records) throws SQLException, Unreadable;

        /** Of the records, in their order, those it has to look at. Whatever is left out is acknowledged unread. */
        default List<IncomingRecord> concerning(List<IncomingRecord> records) {
            return records;
        }

        /** How many of the records it stored last said nothing new. */
        default int known() {
            return 0;
        }
    }

    /** A record that retrying cannot help. */
    static final class Unreadable extends Exception {
        private final transient IncomingRecord incoming;

        Unreadable(IncomingRecord incoming, String reason) {
            super(reason);
            this.incoming = incoming;
        }

        IncomingRecord incoming() {
            return incoming;
        }
    }

    /** Returns when every record of the batch that concerns this stage is either stored or in quarantine. */
    void take(List<IncomingRecord> batch, Reader reader) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        List<IncomingRecord> ours = reader.concerning(batch);
        meters.came(batch.getFirst().topic(), batch.size());
        if (!ours.isEmpty()) {
            takeIn(ours, reader);
            if (batch.size() < LARGE_BATCH) {
                Thread.sleep(GATHER_MILLIS);
            }
        }
    }

    private void takeIn(List<IncomingRecord> batch, Reader reader) throws InterruptedException {
        long pause = 50;
        while (true) {
            try {
                long began = System.nanoTime();
                store(batch, reader);
                meters.tookIn(batch.getFirst().topic(), reader.known(), Duration.ofNanos(System.nanoTime() - began));
                Failpoint.INTAKE_AFTER_COMMIT.hit();
                return;
            } catch (Unreadable e) {
                quarantine(e.incoming(), String.valueOf(e.getMessage()));
                List<IncomingRecord> rest = batch.stream()
                        .filter(one -> !one.sameRecord(e.incoming()))
                        .toList();
                if (!rest.isEmpty()) {
                    takeIn(rest, reader);
                }
                return;
            } catch (LedgerUnavailable e) {
                if (e.isData()) {
                    halve(batch, reader, e);
                    return;
                }
                LOG.warnf("intake waits for the database: %s", e.getMessage());
                Thread.sleep(pause);
                pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private void store(List<IncomingRecord> batch, Reader reader) throws Unreadable {
        database.<Boolean, Unreadable>transaction("take in records", connection -> {
            reader.store(connection, batch);
            Failpoint.INTAKE_BEFORE_COMMIT.hit();
            return true;
        });
    }

    private void halve(List<IncomingRecord> batch, Reader reader, LedgerUnavailable refused)
            throws InterruptedException {
        if (batch.size() == 1) {
            quarantine(batch.getFirst(), "refused by the ledger: " + refused.getMessage());
            return;
        }
        int middle = batch.size() / 2;
        takeIn(batch.subList(0, middle), reader);
        takeIn(batch.subList(middle, batch.size()), reader);
    }

    private void quarantine(IncomingRecord incoming, String reason) throws InterruptedException {
        LOG.warnf(
                "record quarantined: topic=%s partition=%d offset=%d reason=%s",
                incoming.topic(), incoming.partition(), incoming.offset(), reason);
        takeIn(List.of(incoming), (connection, _) -> keep(connection, incoming, reason));
    }

    private void keep(Connection connection, IncomingRecord incoming, String reason) throws SQLException {
        int added = Sql.update(
                connection,
                """
                insert into quarantine (id, stage, topic, part, off, key, headers, value, reason)
                values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?) on conflict on constraint quarantine_record_uq do nothing""",
                Uuid7.next(),
                stage,
                incoming.topic(),
                incoming.partition(),
                incoming.offset(),
                printable(incoming.key()),
                printable(Json.text(incoming.headers())),
                incoming.value(),
                printable(reason));
        if (added > 0) {
            DeadLetters.send(connection, stage, incoming, String.valueOf(printable(reason)));
        }
    }

    /** PostgreSQL's text cannot hold a NUL. */
    private static @Nullable String printable(@Nullable String text) {
        return text == null ? null : text.replace('\0', '\uFFFD').replace("\\u0000", "\\ufffd");
    }
}
