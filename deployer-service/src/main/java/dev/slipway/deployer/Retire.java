package dev.slipway.deployer;

import dev.slipway.deployer.proxy.Backend;
import dev.slipway.deployer.target.Targets;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.EngineFailure;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.JobContext;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.ServingView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.yaml.BrokenYaml;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Stops what no longer serves: out of the proxy first, then its requests end, then the container goes. */
@ApplicationScoped
class Retire {
    private final Ledger ledger;
    private final Plans plans;
    private final Targets targets;
    private final Engines engines;
    private final DeployerConfig config;
    private final Logins logins;

    Retire(Ledger ledger, Plans plans, Targets targets, Engines engines, DeployerConfig config, Logins logins) {
        this.ledger = ledger;
        this.plans = plans;
        this.targets = targets;
        this.engines = engines;
        this.config = config;
        this.logins = logins;
    }

    Outcome run(Job job, JobContext context) throws StepFailure, InterruptedException {
        AppEnvironment place = AppEnvironment.parse(job.lane());
        if (stranded(ledger, place)) {
            return Outcome.nothing("a roll back failed there: what runs is left for a person to look at");
        }
        try {
            ServingView serving = ledger.serving(place).orElse(null);
            DockerHost host = serving == null ? host(place) : keepOnly(serving);
            Place names = new Place(place);
            String kept = serving == null ? null : names.container(serving.deployment());
            context.checkpoint();
            Failpoint.DEPLOY_BEFORE_STOP_OLD.hit();
            removeAllBut(host, kept);
            Failpoint.DEPLOY_AFTER_STOP_OLD.hit();
            return Outcome.nothing("only what serves is left");
        } catch (EngineFailure e) {
            throw EngineTrouble.of(e);
        } catch (IOException e) {
            throw new StepFailure.Transient("proxy", "could not direct the traffic: " + e.getMessage(), e);
        } catch (BrokenYaml e) {
            throw new StepFailure.Transient("configuration", String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether the last deployment that touched the traffic could not give it back. */
    static boolean stranded(Ledger ledger, AppEnvironment place) {
        return ledger.deployments(place)
                .map(DeploymentView::state)
                .filter(state -> state == Deployment.State.SUCCEEDED
                        || state == Deployment.State.ROLLED_BACK
                        || state == Deployment.State.ROLLBACK_FAILED)
                .findFirst()
                .filter(state -> state == Deployment.State.ROLLBACK_FAILED)
                .isPresent();
    }

    private DockerHost host(AppEnvironment place) throws BrokenYaml {
        var target = targets.of(place);
        return new DockerHost(engines.at(target.engine()), new Place(place), target, config, logins);
    }

    private DockerHost keepOnly(ServingView serving) throws StepFailure, IOException, InterruptedException {
        Plan plan = plans.of(ledger.deployment(serving.deployment()).orElseThrow());
        Backend backend = plan.host().backend(plan.id(), plan.run()).orElse(null);
        if (backend != null) {
            plan.host().proxy().keepOnly(backend, plan.strategy().drain());
        }
        return plan.host();
    }

    private void removeAllBut(DockerHost host, @Nullable String kept) throws StepFailure.Transient {
        for (ContainerState state : host.containers()) {
            if (!state.name().equals(kept)) {
                host.remove(state);
                plans.withdraw(state.name());
            }
        }
    }
}
