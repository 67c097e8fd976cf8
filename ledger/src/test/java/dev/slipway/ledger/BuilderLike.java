package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import java.util.List;
import java.util.Set;

/** A stage that listens like the builder, and whose work a test says. */
class BuilderLike implements Stage {
    private final Work work;

    @FunctionalInterface
    interface Work {
        Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException;
    }

    BuilderLike(Work work) {
        this.work = work;
    }

    @Override
    public Role role() {
        return Role.BUILDER;
    }

    @Override
    public Set<FactType> listensTo() {
        return Set.of(FactType.BUILD_REQUESTED);
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        String key = event.subject().key();
        return List.of(NewJob.of(key, "build", event.subject(), key));
    }

    @Override
    public Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        return work.run(job, context);
    }

    @Override
    public Outcome giveUp(Job job, StepFailure.Terminal why) {
        if (why.kind().equals("hopeless")) {
            return Outcome.dead(String.valueOf(why.getMessage()));
        }
        return failed(job, String.valueOf(why.getMessage()));
    }

    static BuildId build(Job job) {
        return BuildId.parse(job.subject().key());
    }

    /** The move that a failed build makes, from wherever it is. */
    static Outcome failed(Job job, String reason) {
        BuildId id = build(job);
        Subject subject = Subject.of(id);
        return Outcome.finish(subject, tx -> {
            Step step = switch (tx.build(id).orElseThrow().build()) {
                case Build.Requested requested -> requested.failed();
                case Build.Building building -> building.failed();
                case Build.Built _, Build.Failed _, Build.Cancelled _ -> throw new Obsolete("the build has ended");
            };
            tx.append(
                    subject,
                    step,
                    new Fact.BuildFinished(Fact.BuildOutcome.FAILED, null, FailureKind.BUILD, reason, null));
        });
    }

    /** Moves a requested build on; a build that is under way already stays. */
    static void begin(Job job, JobContext context) throws InterruptedException, Obsolete {
        BuildId id = build(job);
        Subject subject = Subject.of(id);
        context.record(List.of(subject), tx -> {
            if (tx.build(id).orElseThrow().build() instanceof Build.Requested requested) {
                tx.append(subject, requested.started(), new Fact.BuildStarted(job.attempt()));
            }
        });
    }
}
