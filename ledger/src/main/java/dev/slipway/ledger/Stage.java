package dev.slipway.ledger;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import java.util.List;
import java.util.Set;

/**
 * What makes one service different from another. Implemented once in each service; called by the worker on a virtual
 * thread of its own per job, never inside a transaction or a Kafka handler.
 */
public interface Stage {
    Role role();

    /** The facts that may ask for work here. */
    Set<FactType> listensTo();

    /** Which jobs a fact asks for: quick, pure, and the same answer for the same event. */
    List<NewJob> jobsFor(LifecycleEvent event);

    /**
     * Does the work and says what to record. May be called again for the same job after a crash, so every effect outside
     * the ledger is idempotent.
     *
     * @throws StepFailure when it cannot be done: now ({@link StepFailure.Transient}) or ever ({@link StepFailure.Terminal})
     * @throws InterruptedException when the lease was lost or the service stops
     */
    Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException;

    /**
     * A person has asked for the build or deployment of this job to stop: its work was interrupted, or has not begun.
     * Undoes what was done and gives the move that says so.
     *
     * @param reason who, and why
     */
    default Outcome stopped(Job job, String reason) throws StepFailure, InterruptedException {
        return Outcome.nothing("stopped: " + reason);
    }

    /**
     * The legal failure move of a job that can never be done, or {@link Outcome#dead} when there is none and its lane has
     * to wait for a person.
     */
    Outcome giveUp(Job job, StepFailure.Terminal why);
}
