package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job wants to write while its lease is its own.
 *
 * @param note why the job ended, for people; null where the ledger says it
 */
record Writing(
        RunningJob job,
        Kind kind,
        Collection<Subject> subjects,
        LedgerWork work,
        @Nullable String note) {
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

    static Writing close(RunningJob job, String note) {
        return new Writing(job, Kind.CLOSE, List.of(), _ -> {}, note);
    }

    JobQueue.Lease lease() {
        return job.lease();
    }
}
