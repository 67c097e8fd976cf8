package dev.slipway.ledger;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.events.Topics;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the ledger itself, so that a lost event strands nothing: facts this stage listens to and has not seen are
 * taken in, and timers whose time has come become jobs.
 */
final class Sweeper {
    private static final Logger LOG = Logger.getLogger(Sweeper.class);
    private static final int BATCH = 500;
    private static final long TIDY_NANOS = Duration.ofHours(1).toNanos();
    private static final long DEEP_NANOS = Duration.ofMinutes(1).toNanos();

    /** Entries get their time before they commit: this is longer than nearly every transaction lasts. */
    private static final String OVERLAP = "20 seconds";

    /** Longer than any transaction may last. Under load that is much to look through, so it is done now and then. */
    private static final String DEEP_OVERLAP = "10 minutes";

    private final Database database;
    private final Stage stage;
    private final LedgerConfig config;
    private final Retention retention;
    private long tidied = System.nanoTime();
    private long deep = System.nanoTime() - DEEP_NANOS;
    private long looked = System.nanoTime() - DEEP_NANOS;
    private volatile boolean stopping;
    private @Nullable Thread loop;

    Sweeper(Database database, Stage stage, LedgerConfig config) {
        this.database = database;
        this.stage = stage;
        this.config = config;
        this.retention = new Retention(database, stage.role(), config.retention(), config.logRetention());
    }

    void start() {
        loop = Thread.ofVirtual().name("sweeper").start(this::loop);
    }

    void stop() {
        stopping = true;
        Thread thread = loop;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void loop() {
        while (!stopping) {
            try {
                sweep();
                tidyNowAndThen();
            } catch (LedgerUnavailable e) {
                LOG.warnf("could not sweep: %s", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("sweeping failed", e);
            }
            try {
                Thread.sleep(config.sweep());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void tidyNowAndThen() {
        if (System.nanoTime() - tidied > TIDY_NANOS) {
            tidied = System.nanoTime();
            retention.tidy();
        }
    }

    /** Gives back how many jobs or facts it found. */
    int sweep() {
        return database.transaction("turn due timers into jobs", this::timers) + missedNowAndThen() + redriven();
    }

    /** As often as a fact becomes old enough to be missed. */
    private int missedNowAndThen() {
        long began = System.nanoTime();
        if (began - looked < config.missedAfter().toNanos()) {
            return 0;
        }
        looked = began;
        int missed;
        int facts = 0;
        boolean deeply = began - deep >= DEEP_NANOS;
        do {
            missed = database.transaction("take in missed facts", c -> missed(c, deeply ? DEEP_OVERLAP : OVERLAP));
            facts += missed;
        } while (missed == BATCH);
        if (deeply) {
            deep = began;
        }
        if (facts > 0) {
            LOG.infof("took in %d facts that Kafka had not brought", facts);
        }
        return facts;
    }

    private record Redriven(UUID id, IncomingRecord incoming) {}

    /** Quarantined records that a person wants read again: in, or back into quarantine with today's reason. */
    private int redriven() {
        List<Redriven> waiting = database.transaction(
                "find records to read again",
                c -> Sql.list(
                        c,
                        row -> new Redriven(
                                row.getObject("id", UUID.class),
                                new IncomingRecord(
                                        row.getString("topic"),
                                        row.getInt("part"),
                                        row.getLong("off"),
                                        row.getString("key"),
                                        QuarantinedRecord.headers(row.getString("headers")),
                                        row.getBytes("value"))),
                        "select * from quarantine where stage = ? and state = 'REDRIVING' limit ?",
                        stage.role().wireName(),
                        BATCH));
        waiting.forEach(this::redrive);
        return waiting.size();
    }

    private void redrive(Redriven one) {
        Intake.Reader reader = one.incoming().topic().equals(Topics.REQUESTS)
                ? new RequestIntake(stage.role())
                : new FactReader(stage);
        try {
            database.<Boolean, Intake.Unreadable>transaction("read a record again", connection -> {
                reader.store(connection, List.of(one.incoming()));
                mark(connection, one.id(), "REDRIVEN", null);
                return true;
            });
        } catch (Intake.Unreadable e) {
            reopen(one.id(), String.valueOf(e.getMessage()));
        } catch (LedgerUnavailable e) {
            if (!e.isData()) {
                throw e;
            }
            reopen(one.id(), "refused by the ledger: " + e.getMessage());
        }
    }

    private void reopen(UUID id, String reason) {
        database.transaction("put a record back into quarantine", c -> mark(c, id, "OPEN", reason));
    }

    private static int mark(Connection connection, UUID id, String state, @Nullable String reason) throws SQLException {
        return Sql.update(
                connection,
                "update quarantine set state = ?, reason = coalesce(?, reason) where id = ? and state = 'REDRIVING'",
                state,
                reason,
                id);
    }

    private record Due(Subject subject, String kind, Instant at, String lane) {
        NewJob job() {
            return NewJob.of(lane, kind, subject, subject.key() + "@" + at);
        }
    }

    /**
     * Lanes before timers, as a job does that sets its timer anew. A timer that was set anew meanwhile stays, and one that
     * another replica found as well is the same job.
     */
    private int timers(Connection connection) throws SQLException {
        String role = stage.role().wireName();
        List<Due> due = Sql.list(
                connection,
                row -> new Due(
                        Subject.parse(row.getString("subject_key")),
                        row.getString("kind"),
                        Sql.instant(row, "due"),
                        row.getString("lane")),
                "select * from timer where stage = ? and due <= statement_timestamp() order by due limit ?",
                role,
                BATCH);
        if (due.isEmpty()) {
            return 0;
        }
        int added = NewJobs.enqueue(
                connection,
                role,
                due.stream().map(one -> new NewJobs.Asked(one.job(), null)).toList());
        Sql.update(
                connection,
                """
                delete from timer using unnest(?::text[], ?::text[], ?::text[]) as told(subject, kind, due)
                where stage = ? and subject_key = told.subject and timer.kind = told.kind and timer.due = told.due::timestamptz""",
                due.stream().map(one -> one.subject().key()).toArray(String[]::new),
                due.stream().map(Due::kind).toArray(String[]::new),
                due.stream().map(one -> one.at().toString()).toArray(String[]::new),
                role);
        return added;
    }

    /** With {@code offset 0} each entry is looked up by key; otherwise PostgreSQL reads all that the stage has ever seen. */
    private int missed(Connection connection, String overlap) throws SQLException {
        String role = stage.role().wireName();
        Instant until = Sql.now(connection).minus(config.missedAfter());
        List<LifecycleEvent> events = Sql.list(
                connection,
                row -> LedgerReads.event(row.getBytes("bytes")),
                """
                select bytes from ledger_entry e where type = any(?) and at <= ?
                and at > coalesce((select swept_to from sweep where stage = ?), '-infinity') - ?::interval
                and not exists (select 1 from seen s where s.stage = ? and s.subject_key = e.subject_key and s.seq = e.seq offset 0)
                order by at limit ?""",
                stage.listensTo().stream().map(FactType::wireName).toArray(String[]::new),
                until,
                role,
                overlap,
                role,
                BATCH);
        FactReader.see(connection, stage, events);
        if (events.size() < BATCH) {
            Sql.update(
                    connection,
                    "insert into sweep (stage, swept_to) values (?, ?) on conflict on constraint sweep_pk"
                            + " do update set swept_to = greatest(sweep.swept_to, excluded.swept_to)",
                    role,
                    until);
        }
        return events.size();
    }
}
