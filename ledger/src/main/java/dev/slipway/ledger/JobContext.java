package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;
import java.util.Collection;

/** What a job can do while it runs. */
public interface JobContext {
    /**
     * Records progress in a transaction of its own; the job stays open. Nothing is written if another replica has taken
     * the job over.
     *
     * @throws InterruptedException if the lease was lost: stop, the other replica goes on
     * @throws Obsolete if {@code work} found that the move makes no sense any more
     */
    void record(Collection<Subject> subjects, LedgerWork work) throws InterruptedException, Obsolete;

    /** Throws if the lease was lost or the service stops; to be called before each effect outside the ledger. */
    void checkpoint() throws InterruptedException;

    /** Rises with every claim of this lane: marks effects, so that those of an older owner can be told. */
    long fence();
}
