package dev.slipway.benchmarks.stage;

import dev.slipway.events.LifecycleEvent;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.Outcome;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Work that waits for something else, such as a registry, and then has nothing to record. */
public final class Waiting extends InstantStage {
    private final Duration wait;
    private final Runnable done;

    public Waiting(Duration wait, Runnable done) {
        this.wait = wait;
        this.done = done;
    }

    @Override
    public Role role() {
        return Role.SCANNER;
    }

    @Override
    public Set<FactType> listensTo() {
        return Set.of();
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        return List.of();
    }

    @Override
    public Outcome run(Job job, JobContext context) throws InterruptedException {
        Thread.sleep(wait);
        done.run();
        return Outcome.nothing("waited");
    }
}
