package dev.slipway.deployer;

import dev.slipway.deployer.proxy.Backend;
import dev.slipway.deployer.proxy.Proxy;
import dev.slipway.deployer.target.Target.DriftPolicy;
import dev.slipway.deployer.verify.Finding;
import dev.slipway.deployer.verify.Probe;
import dev.slipway.deployer.verify.Probe.Answer;
import dev.slipway.engine.EngineFailure;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.ServingView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.Step;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** From a new set that has traffic back to the old one, which still runs: by weights, so within moments. */
@ApplicationScoped
class WayBack {
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final Ledger ledger;
    private final Plans plans;
    private final DeploymentRecords records;
    private final Probe probe = new Probe();

    WayBack(Ledger ledger, Plans plans, DeploymentRecords records) {
        this.ledger = ledger;
        this.plans = plans;
        this.records = records;
    }

    /** How a deployment that has traffic can end badly. */
    record Exits(Step rolledBack, Step failed) {
        static Exits of(Deployment.Shifting shifting) {
            return new Exits(shifting.rolledBack(), shifting.rollbackFailed());
        }

        static Exits of(Deployment.Baking baking) {
            return new Exits(baking.rolledBack(), baking.rollbackFailed());
        }
    }

    /** The one before does not serve; its message says how that was found. */
    private static final class Unanswered extends Exception {
        Unanswered(String message) {
            super(message);
        }
    }

    /**
     * Goes, or fails so that it is tried again: an engine that is away for a moment must not leave the place to a person, nor
     * one that has just come back and is not done with ending and starting what it had, where repairs are allowed.
     * {@code why} is what was found bad in the new set.
     */
    Outcome tryToGo(Plan plan, DeploymentView now, Exits exits, Finding why) throws StepFailure, InterruptedException {
        try {
            return gone(plan, now, exits, why, true);
        } catch (Unanswered e) {
            if (plan.target().drift() == DriftPolicy.REPAIR) {
                throw new StepFailure.Transient("rollback", String.valueOf(e.getMessage()), e);
            }
            return stranded(now, exits, why, String.valueOf(e.getMessage()), logTail(plan));
        } catch (EngineFailure e) {
            throw EngineTrouble.of(e);
        } catch (IOException e) {
            throw new StepFailure.Transient("proxy", "could not give the traffic back: " + e.getMessage(), e);
        }
    }

    /** For the last time. {@code bad} says that the new set was found to be bad, rather than stopped by a person. */
    Outcome go(Plan plan, DeploymentView now, Exits exits, Finding why, boolean bad) throws InterruptedException {
        try {
            return gone(plan, now, exits, why, bad);
        } catch (Unanswered e) {
            return stranded(now, exits, why, String.valueOf(e.getMessage()), logTail(plan));
        } catch (EngineFailure.Cancelled e) {
            throw new InterruptedException(e.getMessage());
        } catch (EngineFailure | IOException | StepFailure.Terminal e) {
            return stranded(now, exits, why, "the way back could not be gone: " + e.getMessage(), logTail(plan));
        }
    }

    private Outcome gone(Plan plan, DeploymentView now, Exits exits, Finding why, boolean bad)
            throws IOException, InterruptedException, StepFailure.Terminal, Unanswered {
        String logTail = plan.watch().logTail();
        ServingView before = ledger.serving(plan.place()).orElse(null);
        return before == null
                ? toNothing(plan, now, exits, why, logTail, bad)
                : to(before, plan, now, exits, why, logTail, bad);
    }

    private static String logTail(Plan plan) {
        try {
            return plan.watch().logTail();
        } catch (EngineFailure e) {
            return "";
        }
    }

    /** Without one that was good before, nothing serves, rather than what is known to be bad. */
    private Outcome toNothing(Plan plan, DeploymentView now, Exits exits, Finding why, String logTail, boolean bad)
            throws IOException {
        plan.host().proxy().close();
        return records.rolledBack(now, exits.rolledBack(), null, why, logTail, bad);
    }

    private Outcome to(
            ServingView before, Plan plan, DeploymentView now, Exits exits, Finding why, String logTail, boolean bad)
            throws IOException, InterruptedException, StepFailure.Terminal, Unanswered {
        long began = System.nanoTime();
        Plan old = plans.of(ledger.deployment(before.deployment()).orElseThrow());
        Backend there = standing(old);
        if (there == null) {
            keepWhatAnswers(plan, null);
            throw new Unanswered("the one before, %s, does not run".formatted(before.digest()));
        }
        Backend fresh = old.host().backend(plan.id(), plan.run()).orElse(null);
        Failpoint.DEPLOY_BEFORE_WAY_BACK.hit();
        old.host().proxy().share(fresh, there, 100); // where callers came before, if that has changed as well
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        Failpoint.DEPLOY_AFTER_WAY_BACK.hit();
        Answer answer = answer(URI.create(old.target().url()), old.run().readyPath());
        if (!answer.good()) {
            keepWhatAnswers(plan, there);
            throw new Unanswered(
                    "the one before, %s, does not answer either: %s".formatted(before.digest(), answer.said()));
        }
        Finding told = new Finding(
                why.check(),
                why.verdict(),
                "%s; %s had all traffic again after %d ms".formatted(why.because(), before.digest(), millis));
        return records.rolledBack(now, exits.rolledBack(), before.digest(), told, logTail, bad);
    }

    /**
     * Where the one before is. Where repairs are allowed it is started again if it has ended with its engine, and anew if it
     * runs and does not answer: an engine that was killed may have left it without its ports.
     */
    private @Nullable Backend standing(Plan old) throws StepFailure.Terminal, InterruptedException {
        DockerHost host = old.host();
        Backend there = host.backend(old.id(), old.run()).orElse(null);
        if (old.target().drift() != DriftPolicy.REPAIR) {
            return there;
        }
        if (there != null) {
            if (answer(host.direct(old.id(), old.run()), old.run().readyPath()).good()) {
                return there;
            }
            host.container(old.id()).ifPresent(host::remove);
        }
        host.start(old.id(), old.artifact(), old.run(), plans.deliver(old));
        URI direct = host.direct(old.id(), old.run());
        long end = System.nanoTime() + old.strategy().start().toNanos();
        while (!probe.ask(direct, old.run().readyPath()).good() && System.nanoTime() < end) {
            Thread.sleep(PAUSE);
        }
        return host.backend(old.id(), old.run()).orElse(null);
    }

    private Answer answer(URI url, String path) throws InterruptedException {
        Answer answer = probe.ask(url, path);
        for (int i = 1; i < TRIES && !answer.good(); i++) {
            Thread.sleep(PAUSE);
            answer = probe.ask(url, path);
        }
        return answer;
    }

    /** The new set again if it at least says that it is ready; callers are served as well as they can be. */
    private void keepWhatAnswers(Plan plan, @Nullable Backend old) throws IOException, InterruptedException {
        URI direct = plan.host().direct(plan.id(), plan.run());
        Optional<Backend> fresh = plan.host().backend(plan.id(), plan.run());
        if (fresh.isPresent() && probe.ask(direct, plan.run().readyPath()).good()) {
            Proxy proxy = plan.host().proxy();
            proxy.share(old, fresh.get(), 100);
        }
    }

    private Outcome stranded(DeploymentView now, Exits exits, Finding why, String how, String logTail) {
        return records.stranded(
                now,
                exits.failed(),
                records.failure(now, "rollback", "%s: %s; and %s".formatted(why.check(), why.because(), how), logTail));
    }
}
