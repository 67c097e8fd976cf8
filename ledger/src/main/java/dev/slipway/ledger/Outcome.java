package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What a job came to. */
public sealed interface Outcome {
    /** Lock the subjects, write, close the job: one transaction. */
    record Finish(List<Subject> subjects, LedgerWork work) implements Outcome {}

    /** Nothing is left to do; the job is closed with a note. */
    record Nothing(String note) implements Outcome {}

    /** Not now, through nobody's fault: a lock, a window. Looked at again after {@code pause}; not an attempt. */
    record Later(Duration pause, String why) implements Outcome {}

    /** No legal move says so: the job is dead and its lane waits for a person. */
    record Dead(String why) implements Outcome {}

    static Outcome finish(Collection<Subject> subjects, LedgerWork work) {
        return new Finish(List.copyOf(subjects), work);
    }

    static Outcome finish(Subject subject, LedgerWork work) {
        return new Finish(List.of(subject), work);
    }

    static Outcome nothing(String note) {
        return new Nothing(note);
    }

    static Outcome later(Duration pause, String why) {
        return new Later(pause, why);
    }

    static Outcome dead(String why) {
        return new Dead(why);
    }
}
