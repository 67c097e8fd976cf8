package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a job wants to write while its lease is its own. */
final class Writing {
    private final RunningJob job;
    private final Kind kind;
    private final Collection<Subject> subjects;
    private final LedgerWork work;
    private final @Nullable String note;
    private volatile @Nullable UUID lastTry;

    enum Kind {
        /** The job goes on. */
        RECORD("record progress", Failpoint.RECORD_BEFORE_COMMIT, Failpoint.RECORD_AFTER_COMMIT),
        /** The job ends with what it writes. */
        FINISH("finish a job", Failpoint.FINISH_BEFORE_COMMIT, Failpoint.FINISH_AFTER_COMMIT),
        /** The job ends without a word in the ledger. */
        CLOSE("close a job", Failpoint.CLOSE_BEFORE_COMMIT, Failpoint.CLOSE_AFTER_COMMIT);

        private final String what;
        private final Failpoint before;
        private final Failpoint after;

        Kind(String what, Failpoint before, Failpoint after) {
            this.what = what;
            this.before = before;
            this.after = after;
        }

        String what() {
            return what;
        }

        void beforeCommit() {
            before.hit();
        }

        void afterCommit() {
            after.hit();
        }

        boolean ends() {
            return this != RECORD;
        }
    }

    Writing(RunningJob job, Kind kind, Collection<Subject> subjects, LedgerWork work) {
        this(job, kind, subjects, work, null);
    }

    private Writing(RunningJob job, Kind kind, Collection<Subject> subjects, LedgerWork work, @Nullable String note) {
        this.job = job;
        this.kind = kind;
        this.subjects = subjects;
        this.work = work;
        this.note = note;
    }

    /** @param note why the job ended, for people */
    static Writing close(RunningJob job, String note) {
        return new Writing(job, Kind.CLOSE, List.of(), _ -> {}, note);
    }

    RunningJob job() {
        return job;
    }

    JobQueue.Lease lease() {
        return job.lease();
    }

    Kind kind() {
        return kind;
    }

    Collection<Subject> subjects() {
        return subjects;
    }

    /** Why the job ended; null where the ledger says it. */
    @Nullable
    String note() {
        return note;
    }

    void write(LedgerTx tx) throws Obsolete {
        work.write(tx);
        lastTry = tx.lastEntry();
    }

    /**
     * Whether an earlier try was committed although its connection was lost before it said so. To be asked under the locks of
     * the subjects: then that try has come to its end.
     */
    boolean isWritten(Connection connection) throws SQLException {
        UUID entry = lastTry;
        return entry != null
                && Sql.first(connection, row -> true, "select from ledger_entry where event_id = ?", entry)
                        .isPresent();
    }
}
