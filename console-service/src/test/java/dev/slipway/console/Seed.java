package dev.slipway.console;

import dev.slipway.events.Fact;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.TestLedger;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Uuid7;
import dev.slipway.lifecycle.Verdict;
import java.time.Instant;
import java.util.List;

/** A few apps in every state a page can show. */
final class Seed {
    static final String HOSTILE = "<script>alert('x')</script> \u001b[31m& \"quoted\"";
    static final EnvironmentName DEV = new EnvironmentName("dev");
    static final EnvironmentName PROD = new EnvironmentName("prod");

    private final TestLedger ledger;
    private final StagesAtWork stages;

    Digest served = StagesAtWork.digest("unset");
    Digest before = StagesAtWork.digest("unset");
    Digest waiting = StagesAtWork.digest("unset");
    Digest vulnerable = StagesAtWork.digest("unset");
    Digest hostile = StagesAtWork.digest("unset");
    DeploymentId aborted = new DeploymentId(Uuid7.next());
    DeploymentId running = new DeploymentId(Uuid7.next());
    BuildId building = BuildId.next();
    BuildId failed = BuildId.next();

    Seed(TestLedger ledger) {
        this.ledger = ledger;
        this.stages = new StagesAtWork(ledger);
    }

    Seed sow() {
        shop();
        payments();
        greeter();
        mailer();
        builds();
        deadLetters();
        return this;
    }

    /** Serves everywhere; a newer one waits for a release manager. */
    private void shop() {
        AppName app = new AppName("shop-api");
        before = stages.made(app, "shop 1", "Ada Byron <ada@example.com>");
        stages.scanned(before, List.of());
        stages.deployed(app, DEV, before, null);
        stages.deployed(app, PROD, before, null);
        served = stages.made(app, "shop 2", "Ada Byron <ada@example.com>");
        stages.scanned(served, List.of());
        stages.deployed(app, DEV, served, before);
        stages.deployed(app, PROD, served, before);
        waiting = stages.made(app, "shop 3", "Grace Hopper <grace@example.com>");
        stages.scanned(
                waiting, List.of(StagesAtWork.finding("CVE-2026-31001", "zlib1g", "1:1.2.13", "1:1.3.1", "MEDIUM")));
        stages.deployed(app, DEV, waiting, served);
        stages.request(app, PROD, waiting);
        stages.gates(
                app,
                PROD,
                waiting,
                Verdict.INCONCLUSIVE,
                new Fact.GateAnswer("scan", Verdict.PASS, "1 medium, 0 critical allowed"),
                new Fact.GateAnswer("soak", Verdict.INCONCLUSIVE, "serves in dev for 4 min of 10 min"),
                new Fact.GateAnswer(
                        "approvals", Verdict.INCONCLUSIVE, "0 of 1 release-manager have approved it for prod"));
    }

    /** A vulnerable one is refused, prod is held and frozen. */
    private void payments() {
        AppName app = new AppName("payments");
        Digest good = stages.made(app, "payments 1", "Ada Byron <ada@example.com>");
        stages.scanned(good, List.of());
        stages.deployed(app, DEV, good, null);
        stages.deployed(app, PROD, good, null);
        vulnerable = stages.made(app, "payments 2", "Linus <linus@example.com>");
        stages.scanned(
                vulnerable,
                List.of(
                        StagesAtWork.finding("CVE-2026-40017", "openssl", "3.0.11-1", "3.0.14-1", "CRITICAL"),
                        StagesAtWork.finding("CVE-2026-40020", "libexpat1", "2.5.0-1", null, "HIGH")));
        stages.request(app, DEV, vulnerable);
        stages.gates(
                app,
                DEV,
                vulnerable,
                Verdict.FAIL,
                new Fact.GateAnswer(
                        "scan",
                        Verdict.FAIL,
                        "1 critical found, 0 allowed: CVE-2026-40017 in openssl, fixed in 3.0.14-1"));
        AppEnvironment place = new AppEnvironment(app, PROD);
        stages.write(
                Role.CONSOLE, "mona", Subject.of(place), null, new Fact.HoldPlaced(app, PROD, "audit until Friday"));
        stages.write(
                Role.CONSOLE,
                "mona",
                Subject.of(place),
                null,
                new Fact.FreezeOpened(app, PROD, "sale weekend", Instant.now().plusSeconds(172_800)));
    }

    /** A deployment is under way, and what runs elsewhere has drifted. */
    private void greeter() {
        AppName app = new AppName("greeter");
        Digest good = stages.made(app, "greeter 1", "Ada Byron <ada@example.com>");
        stages.scanned(good, List.of());
        stages.deployed(app, DEV, good, null);
        Digest next = stages.made(app, "greeter 2", "Grace Hopper <grace@example.com>");
        stages.scanned(next, List.of());
        stages.approved(app, DEV, next);
        Deployment.Queued queued = new Deployment.Queued(running);
        stages.deployment(
                next, Deployment.queued(running), new Fact.DeploymentQueued(running, app, DEV, "c0ffee", "promotion"));
        stages.deployment(next, queued.preparing(), new Fact.DeploymentStarted(running, app, DEV));
        stages.deployment(
                next,
                new Deployment.Preparing(running).started(),
                new Fact.DeploymentProgressed(running, app, DEV, "1 of 1 containers started beside the old"));
        stages.deployment(
                next,
                new Deployment.Started(running).verifying(),
                new Fact.DeploymentProgressed(running, app, DEV, "probing /health/ready from outside"));
        stages.deployment(
                next,
                null,
                new Fact.VerificationFinished(
                        running, app, DEV, "price list", Verdict.PASS, "200 in 41 ms, 500 ms allowed"));
        stages.deployment(
                next,
                new Deployment.Verifying(running).shifting(),
                new Fact.DeploymentProgressed(running, app, DEV, "25 % of the traffic goes to the new set"));
        stages.write(
                Role.DEPLOYER,
                "deployer",
                Subject.of(new AppEnvironment(app, DEV)),
                null,
                new Fact.DriftDetected(app, DEV, "extra-container", "a container runs that no deployment started"));
    }

    /** Never got up, and what it printed is not to be trusted. */
    private void mailer() {
        AppName app = new AppName("mailer");
        hostile = stages.made(app, "mailer 1", "Eve " + HOSTILE + " <eve@example.com>");
        stages.scanned(hostile, List.of());
        stages.approved(app, DEV, hostile);
        stages.deployment(
                hostile,
                Deployment.queued(aborted),
                new Fact.DeploymentQueued(aborted, app, DEV, "c0ffee", "promotion"));
        stages.deployment(
                hostile, new Deployment.Queued(aborted).preparing(), new Fact.DeploymentStarted(aborted, app, DEV));
        stages.deployment(
                hostile,
                new Deployment.Preparing(aborted).started(),
                new Fact.DeploymentProgressed(aborted, app, DEV, "1 of 1 containers started beside the old"));
        stages.deployment(
                hostile,
                new Deployment.Started(aborted).aborted(),
                new Fact.DeploymentFailed(
                        aborted,
                        app,
                        DEV,
                        "verify",
                        "not ready within 30 s " + HOSTILE,
                        "boot\n" + HOSTILE + "\npanic: no mail host"));
    }

    private void builds() {
        stages.requested(building, "a1", "https://git.example/shop.git", "ci");
        stages.write(
                Role.BUILDER,
                "builder",
                Subject.of(building),
                new Build.Requested(building).started(),
                new Fact.BuildStarted(1));
        stages.requested(failed, "b2", "https://git.example/mailer.git", "ci");
        stages.write(
                Role.BUILDER,
                "builder",
                Subject.of(failed),
                new Build.Requested(failed).started(),
                new Fact.BuildStarted(1));
        String log = stages.keep(
                Subject.of(failed), "build-log", "step 4/6: RUN make " + HOSTILE + "\nmake: *** [all] Error 2\n");
        stages.write(
                Role.BUILDER,
                "builder",
                Subject.of(failed),
                new Build.Building(failed).failed(),
                new Fact.BuildFinished(
                        Fact.BuildOutcome.FAILED, null, FailureKind.BUILD, "step 4 of 6 ended with 2", log));
    }

    private void deadLetters() {
        ledger.die(
                Role.SCANNER,
                NewJob.of(vulnerable.value(), "scan", Subject.of(vulnerable), vulnerable.value() + "#again"),
                "the registry did not answer in 5 attempts " + HOSTILE);
        ledger.quarantine("'commit' is \"main\" (wanted: 40 hex digits)");
    }
}
