package dev.slipway.deployer;

import dev.slipway.deployer.proxy.Backend;
import dev.slipway.deployer.target.Target.DriftPolicy;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.EngineFailure;
import dev.slipway.events.Fact;
import dev.slipway.ledger.DriftView;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.LedgerTx;
import dev.slipway.ledger.Obsolete;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.ServingView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares what runs with what the ledger says, in the lane of the environment, so never in the middle of a deployment. A
 * difference is told when it comes and when it goes, not each time it is seen.
 */
@ApplicationScoped
class Drift {
    private static final Logger LOG = Logger.getLogger(Drift.class);

    private final Ledger ledger;
    private final Plans plans;
    private final DeployerConfig config;

    Drift(Ledger ledger, Plans plans, DeployerConfig config) {
        this.ledger = ledger;
        this.plans = plans;
        this.config = config;
    }

    Outcome run(Job job) throws InterruptedException {
        AppEnvironment place = AppEnvironment.parse(job.lane());
        ServingView serving = ledger.serving(place).orElse(null);
        if (serving == null) {
            return Outcome.nothing("nothing serves there");
        }
        Map<String, String> found;
        try {
            found = look(serving);
        } catch (EngineFailure.Cancelled e) {
            throw new InterruptedException(e.getMessage());
        } catch (EngineFailure | IOException | StepFailure e) {
            LOG.warnf("could not see what runs in %s: %s", place, e.getMessage());
            return again(place);
        }
        return Outcome.finish(Subject.of(place), tx -> {
            tell(tx, place, found);
            next(tx, place);
        });
    }

    /** A look on the side, by a deployment that waits in the lane and so keeps the round from being made. */
    void glance(JobContext context, AppEnvironment place) throws InterruptedException, Obsolete {
        ServingView serving = ledger.serving(place).orElse(null);
        if (serving != null) {
            try {
                Map<String, String> found = look(serving);
                context.record(List.of(Subject.of(place)), tx -> tell(tx, place, found));
            } catch (EngineFailure.Cancelled e) {
                throw new InterruptedException(e.getMessage());
            } catch (EngineFailure | IOException | StepFailure e) {
                LOG.warnf("could not see what runs in %s: %s", place, e.getMessage());
            }
        }
    }

    /** The next look, whatever came of this one. */
    Outcome again(AppEnvironment place) {
        return Outcome.finish(Subject.of(place), tx -> next(tx, place));
    }

    private void next(LedgerTx tx, AppEnvironment place) {
        tx.forgetDone(place.toString(), DeployerStage.DRIFT);
        tx.timer(Subject.of(place), DeployerStage.DRIFT, tx.now().plus(config.driftEvery()), place.toString());
    }

    private static void tell(LedgerTx tx, AppEnvironment place, Map<String, String> found) {
        Subject subject = Subject.of(place);
        Map<String, String> known =
                tx.drifts(place).stream().collect(Collectors.toMap(DriftView::kind, DriftView::detail));
        found.forEach((kind, detail) -> {
            if (!detail.equals(known.get(kind))) {
                tx.append(subject, new Fact.DriftDetected(place.app(), place.environment(), kind, detail));
            }
        });
        known.forEach((kind, detail) -> {
            if (!found.containsKey(kind)) {
                tx.append(subject, new Fact.DriftResolved(place.app(), place.environment(), kind, detail));
            }
        });
    }

    /** Differences by kind. Where they may be repaired, the next look tells whether they were. */
    private Map<String, String> look(ServingView serving) throws StepFailure, IOException, InterruptedException {
        Plan plan = plans.of(ledger.deployment(serving.deployment()).orElseThrow());
        DockerHost host = plan.host();
        Map<String, String> found = new TreeMap<>();
        ContainerState state = host.container(plan.id()).orElse(null);
        String name = new Place(plan.place()).container(plan.id());
        if (state == null) {
            found.put("missing", "container %s is gone".formatted(name));
        } else if (!state.running()) {
            found.put("stopped", "container %s: %s".formatted(name, plan.watch().condition()));
        } else if (!host.runs(state, plan.artifact())) {
            found.put(
                    "wrong-image",
                    "container %s runs %s, wanted %s"
                            .formatted(
                                    name,
                                    state.imageReference(),
                                    plan.artifact().digest()));
        }
        String strangers = host.containers().stream()
                .map(ContainerState::name)
                .filter(other -> !other.equals(name))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!strangers.isEmpty()) {
            found.put("stranger", "not of the deployment that serves: " + strangers);
        }
        proxy(plan, found);
        if (plan.target().drift() == DriftPolicy.REPAIR && !found.isEmpty() && !Retire.stranded(ledger, plan.place())) {
            repair(plan, state);
        }
        return found;
    }

    private static void proxy(Plan plan, Map<String, String> found) throws IOException {
        String differences = String.join("; ", plan.host().proxy().differences());
        if (!differences.isEmpty()) {
            found.put("proxy", differences);
            return;
        }
        Backend backend = plan.host().backend(plan.id(), plan.run()).orElse(null);
        if (backend != null && plan.host().proxy().weight(backend).orElse(0) != 100) {
            found.put("weights", "the proxy does not give all traffic to %s".formatted(backend));
        }
    }

    private void repair(Plan plan, @Nullable ContainerState state)
            throws StepFailure, IOException, InterruptedException {
        if (state == null || !state.running()) {
            plan.host().start(plan.id(), plan.artifact(), plan.run(), plans.deliver(plan));
        }
        Backend backend = plan.host().backend(plan.id(), plan.run()).orElse(null);
        if (backend != null) {
            plan.host().proxy().share(null, backend, 100);
        }
    }
}
