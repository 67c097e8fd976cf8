package dev.slipway.ledger;

import dev.slipway.events.Fact;
import dev.slipway.events.LifecycleEvent;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A stage with the lanes of a service's, for some of the facts that the service listens to; its jobs come to nothing. */
record Listener(Role role, Set<FactType> listensTo, Function<LifecycleEvent, NewJob> asks) implements Stage {
    static final List<Listener> ALL = List.of(
            new Listener(
                    Role.BUILDER,
                    Set.of(FactType.BUILD_REQUESTED, FactType.ARTIFACT_PACKAGED),
                    Listener::buildOrPublish),
            new Listener(Role.SCANNER, Set.of(FactType.ARTIFACT_PACKAGED), Listener::scan),
            new Listener(
                    Role.PROMOTER,
                    Set.of(
                            FactType.SCAN_FINISHED,
                            FactType.WAIVER_GRANTED,
                            FactType.WAIVER_REVOKED,
                            FactType.APPROVAL_UPDATED,
                            FactType.HOLD_PLACED,
                            FactType.HOLD_RELEASED),
                    Listener::decide),
            new Listener(
                    Role.DEPLOYER,
                    Set.of(FactType.PROMOTION_APPROVED, FactType.PROMOTION_SUPERSEDED),
                    Listener::deploy));

    private static NewJob buildOrPublish(LifecycleEvent event) {
        String key = event.subject().key();
        return event.subject() instanceof Subject.OfBuild && event.seq() == 1
                ? NewJob.of(key, "build", event.subject(), key)
                : NewJob.of(key, "publish", event.subject(), event.id().toString());
    }

    private static NewJob scan(LifecycleEvent event) {
        String key = event.subject().key();
        return NewJob.of(key, "scan", event.subject(), key);
    }

    private static NewJob decide(LifecycleEvent event) {
        return NewJob.look(
                event.subject().key(), "decide", event.subject(), event.id().toString());
    }

    private static NewJob deploy(LifecycleEvent event) {
        Fact.InEnvironment fact = (Fact.InEnvironment) event.fact();
        String place = new AppEnvironment(fact.app(), fact.environment()).toString();
        return NewJob.of(place, "deploy", event.subject(), event.id().toString());
    }

    @Override
    public List<NewJob> jobsFor(LifecycleEvent event) {
        return List.of(asks.apply(event));
    }

    @Override
    public Outcome run(Job job, JobContext context) {
        return Outcome.nothing("seen");
    }

    @Override
    public Outcome giveUp(Job job, StepFailure.Terminal why) {
        return Outcome.dead(String.valueOf(why.getMessage()));
    }

    /** Takes in what is on the topic, as many records at a time. */
    void take(List<IncomingRecord> records, int atOnce) throws InterruptedException {
        Intake intake = new Intake(LedgerFixture.as(role), role.wireName());
        for (int i = 0; i < records.size(); i += atOnce) {
            intake.take(records.subList(i, Math.min(records.size(), i + atOnce)), new FactReader(this));
        }
    }
}
