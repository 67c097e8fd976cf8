package dev.slipway.console;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.Fact;
import dev.slipway.events.Sha256;
import dev.slipway.ledger.ComponentView;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.FindingView;
import dev.slipway.ledger.NewJob;
import dev.slipway.ledger.TestLedger;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Artifact;
import dev.slipway.lifecycle.Build;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.FailureKind;
import dev.slipway.lifecycle.Placement;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Step;
import dev.slipway.lifecycle.Subject;
import dev.slipway.lifecycle.Uuid7;
import dev.slipway.lifecycle.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A few apps in every state a page can show. */
final class Seed {
    static final String HOSTILE = "<script>alert('x')</script> \u001b[31m& \"quoted\"";
    static final EnvironmentName DEV = new EnvironmentName("dev");
    static final EnvironmentName PROD = new EnvironmentName("prod");

    private final TestLedger ledger;

    Digest served = digest("unset");
    Digest before = digest("unset");
    Digest waiting = digest("unset");
    Digest vulnerable = digest("unset");
    Digest hostile = digest("unset");
    DeploymentId aborted = new DeploymentId(Uuid7.next());
    DeploymentId running = new DeploymentId(Uuid7.next());
    BuildId building = BuildId.next();
    BuildId failed = BuildId.next();

    Seed(TestLedger ledger) {
        this.ledger = ledger;
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

    private static Digest digest(String name) {
        return new Digest("sha256:" + Sha256.hex(name));
    }

    /** Serves everywhere; a newer one waits for a release manager. */
    private void shop() {
        AppName app = new AppName("shop-api");
        before = made(app, "shop 1", "Ada Byron <ada@example.com>");
        scanned(before, List.of());
        deployed(app, DEV, before, null);
        deployed(app, PROD, before, null);
        served = made(app, "shop 2", "Ada Byron <ada@example.com>");
        scanned(served, List.of());
        deployed(app, DEV, served, before);
        deployed(app, PROD, served, before);
        waiting = made(app, "shop 3", "Grace Hopper <grace@example.com>");
        scanned(waiting, List.of(finding("CVE-2026-31001", "zlib1g", "1:1.2.13", "1:1.3.1", "MEDIUM")));
        deployed(app, DEV, waiting, served);
        request(app, PROD, waiting);
        gates(
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
        Digest good = made(app, "payments 1", "Ada Byron <ada@example.com>");
        scanned(good, List.of());
        deployed(app, DEV, good, null);
        deployed(app, PROD, good, null);
        vulnerable = made(app, "payments 2", "Linus <linus@example.com>");
        scanned(
                vulnerable,
                List.of(
                        finding("CVE-2026-40017", "openssl", "3.0.11-1", "3.0.14-1", "CRITICAL"),
                        finding("CVE-2026-40020", "libexpat1", "2.5.0-1", null, "HIGH")));
        request(app, DEV, vulnerable);
        gates(
                app,
                DEV,
                vulnerable,
                Verdict.FAIL,
                new Fact.GateAnswer(
                        "scan",
                        Verdict.FAIL,
                        "1 critical found, 0 allowed: CVE-2026-40017 in openssl, fixed in 3.0.14-1"));
        AppEnvironment place = new AppEnvironment(app, PROD);
        write(Role.CONSOLE, "mona", Subject.of(place), null, new Fact.HoldPlaced(app, PROD, "audit until Friday"));
        write(
                Role.CONSOLE,
                "mona",
                Subject.of(place),
                null,
                new Fact.FreezeOpened(app, PROD, "sale weekend", Instant.now().plusSeconds(172_800)));
    }

    /** A deployment is under way, and what runs elsewhere has drifted. */
    private void greeter() {
        AppName app = new AppName("greeter");
        Digest good = made(app, "greeter 1", "Ada Byron <ada@example.com>");
        scanned(good, List.of());
        deployed(app, DEV, good, null);
        Digest next = made(app, "greeter 2", "Grace Hopper <grace@example.com>");
        scanned(next, List.of());
        approved(app, DEV, next);
        Deployment.Queued queued = new Deployment.Queued(running);
        deployment(
                next, Deployment.queued(running), new Fact.DeploymentQueued(running, app, DEV, "c0ffee", "promotion"));
        deployment(next, queued.preparing(), new Fact.DeploymentStarted(running, app, DEV));
        deployment(
                next,
                new Deployment.Preparing(running).started(),
                new Fact.DeploymentProgressed(running, app, DEV, "1 of 1 containers started beside the old"));
        deployment(
                next,
                new Deployment.Started(running).verifying(),
                new Fact.DeploymentProgressed(running, app, DEV, "probing /health/ready from outside"));
        deployment(
                next,
                null,
                new Fact.VerificationFinished(
                        running, app, DEV, "price list", Verdict.PASS, "200 in 41 ms, 500 ms allowed"));
        deployment(
                next,
                new Deployment.Verifying(running).shifting(),
                new Fact.DeploymentProgressed(running, app, DEV, "25 % of the traffic goes to the new set"));
        write(
                Role.DEPLOYER,
                "deployer",
                Subject.of(new AppEnvironment(app, DEV)),
                null,
                new Fact.DriftDetected(app, DEV, "extra-container", "a container runs that no deployment started"));
    }

    /** Never got up, and what it printed is not to be trusted. */
    private void mailer() {
        AppName app = new AppName("mailer");
        hostile = made(app, "mailer 1", "Eve " + HOSTILE + " <eve@example.com>");
        scanned(hostile, List.of());
        approved(app, DEV, hostile);
        deployment(
                hostile,
                Deployment.queued(aborted),
                new Fact.DeploymentQueued(aborted, app, DEV, "c0ffee", "promotion"));
        deployment(hostile, new Deployment.Queued(aborted).preparing(), new Fact.DeploymentStarted(aborted, app, DEV));
        deployment(
                hostile,
                new Deployment.Preparing(aborted).started(),
                new Fact.DeploymentProgressed(aborted, app, DEV, "1 of 1 containers started beside the old"));
        deployment(
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
        requested(building, "a1", "https://git.example/shop.git", "ci");
        write(
                Role.BUILDER,
                "builder",
                Subject.of(building),
                new Build.Requested(building).started(),
                new Fact.BuildStarted(1));
        requested(failed, "b2", "https://git.example/mailer.git", "ci");
        write(
                Role.BUILDER,
                "builder",
                Subject.of(failed),
                new Build.Requested(failed).started(),
                new Fact.BuildStarted(1));
        String log =
                keep(Subject.of(failed), "build-log", "step 4/6: RUN make " + HOSTILE + "\nmake: *** [all] Error 2\n");
        write(
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

    private Digest made(AppName app, String name, String author) {
        Digest digest = digest(name);
        BuildId build = BuildId.next();
        String repository = "https://git.example/%s.git".formatted(app);
        requested(build, Sha256.hex(name), repository, "ci");
        Subject ofBuild = Subject.of(build);
        write(Role.BUILDER, "builder", ofBuild, new Build.Requested(build).started(), new Fact.BuildStarted(1));
        write(
                Role.BUILDER,
                "builder",
                ofBuild,
                null,
                new Fact.TestSuiteFinished(build, "unit", Verdict.PASS, 8412, null, null, 124, 0, 2, List.of(), null));
        String log = keep(ofBuild, "build-log", "building " + name + "\nall well\n");
        write(
                Role.BUILDER,
                "builder",
                ofBuild,
                new Build.Building(build).built(),
                new Fact.BuildFinished(Fact.BuildOutcome.BUILT, digest, null, null, log));
        Subject subject = Subject.of(digest);
        write(
                Role.BUILDER,
                "builder",
                subject,
                Artifact.built(digest),
                new Fact.ArtifactPackaged(
                        build,
                        app,
                        "registry.example/" + app,
                        "application/vnd.oci.image.manifest.v1+json",
                        repository,
                        commit(Sha256.hex(name)),
                        "refs/heads/main",
                        Sha256.hex("context"),
                        "{}",
                        author,
                        author,
                        List.of()));
        write(
                Role.BUILDER,
                "builder",
                subject,
                null,
                new Fact.ArtifactPublished(
                        "registry.example/" + app,
                        List.of("sha-" + Sha256.hex(name).substring(0, 12))));
        return digest;
    }

    private void requested(BuildId build, String commit, String repository, String actor) {
        BuildRequest request = new BuildRequest(repository, commit(commit), "refs/heads/main", ".", false, false);
        write(
                Role.CONSOLE,
                actor,
                Subject.of(build),
                Build.requested(build),
                new Fact.BuildRequested(request, "/ci", build.toString()));
    }

    private static CommitId commit(String hex) {
        return new CommitId((hex + "0".repeat(40)).substring(0, 40));
    }

    private void scanned(Digest digest, List<FindingView> findings) {
        Subject subject = Subject.of(digest);
        String sbom = keep(
                Role.SCANNER,
                subject,
                "sbom",
                "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[]}");
        Map<String, Integer> severities = new TreeMap<>();
        findings.forEach(one -> severities.merge(one.severity(), 1, Integer::sum));
        ledger.write(Role.SCANNER, "scanner", chain(subject), List.of(subject), tx -> {
            tx.contents(digest, List.<ComponentView>of(), findings);
            tx.append(
                    subject,
                    new Artifact.Built(digest).scanned(),
                    new Fact.ScanFinished(
                            "2026-11-25",
                            sbom,
                            121,
                            severities,
                            Map.of(),
                            "Debian 12",
                            null,
                            Map.of(),
                            Map.of(),
                            Instant.now()));
        });
    }

    private static FindingView finding(
            String advisory, String name, String version, @Nullable String fixed, String severity) {
        return new FindingView(
                advisory, name, version, fixed, severity, "the distribution", null, "var/lib/dpkg/status", null);
    }

    private void request(AppName app, EnvironmentName environment, Digest digest) {
        Placement.Id id = new Placement.Id(new AppEnvironment(app, environment), digest);
        write(
                Role.PROMOTER,
                "promoter",
                Subject.of(digest),
                Placement.requested(id),
                new Fact.PromotionRequested(app, environment, "its policy asks by itself"));
    }

    private String gates(
            AppName app, EnvironmentName environment, Digest digest, Verdict verdict, Fact.GateAnswer... answers) {
        Subject subject = Subject.of(digest);
        List<String> gates = new ArrayList<>();
        for (Fact.GateAnswer one : answers) {
            gates.add("{\"gate\":\"%s\",\"verdict\":\"%s\",\"because\":\"%s\"}"
                    .formatted(one.gate(), one.verdict(), one.because()));
        }
        String after = environment.equals(PROD) ? "\"dev\"" : "";
        String decision = keep(
                Role.PROMOTER,
                subject,
                "decision",
                "{\"version\":1,\"policy\":{\"name\":\"%s\",\"after\":[%s]},\"policySha256\":\"%s\",\"facts\":{\"at\":\"2026-11-25T08:00:00Z\",\"entries\":7},\"verdict\":\"%s\",\"gates\":[%s]}"
                        .formatted(environment, after, Sha256.hex("policy"), verdict, String.join(",", gates)));
        Placement.Id id = new Placement.Id(new AppEnvironment(app, environment), digest);
        Step step = verdict == Verdict.FAIL ? new Placement.Pending(id).blocked() : null;
        write(
                Role.PROMOTER,
                "promoter",
                subject,
                step,
                new Fact.GateEvaluated(app, environment, verdict, List.of(answers), decision));
        return decision;
    }

    private void approved(AppName app, EnvironmentName environment, Digest digest) {
        request(app, environment, digest);
        String decision =
                gates(app, environment, digest, Verdict.PASS, new Fact.GateAnswer("scan", Verdict.PASS, "no findings"));
        Placement.Id id = new Placement.Id(new AppEnvironment(app, environment), digest);
        write(
                Role.PROMOTER,
                "promoter",
                Subject.of(digest),
                new Placement.Pending(id).approved(),
                new Fact.PromotionApproved(app, environment, "registry.example/" + app, environment.value(), decision));
    }

    private void deployed(AppName app, EnvironmentName environment, Digest digest, @Nullable Digest from) {
        approved(app, environment, digest);
        DeploymentId id = new DeploymentId(Uuid7.next());
        deployment(
                digest, Deployment.queued(id), new Fact.DeploymentQueued(id, app, environment, "c0ffee", "promotion"));
        deployment(digest, new Deployment.Queued(id).preparing(), new Fact.DeploymentStarted(id, app, environment));
        deployment(
                digest,
                new Deployment.Preparing(id).started(),
                new Fact.DeploymentProgressed(id, app, environment, "1 of 1 containers started beside the old"));
        deployment(
                digest,
                new Deployment.Started(id).verifying(),
                new Fact.DeploymentProgressed(id, app, environment, "probing /health/ready from outside"));
        deployment(
                digest,
                new Deployment.Verifying(id).shifting(),
                new Fact.DeploymentProgressed(id, app, environment, "all traffic goes to the new set"));
        deployment(
                digest,
                new Deployment.Shifting(id).baking(),
                new Fact.DeploymentProgressed(id, app, environment, "watched for 30 s"));
        String url = "http://127.0.0.1:" + (environment.equals(DEV) ? 18080 : 18090);
        deployment(
                digest,
                new Deployment.Baking(id).succeeded(),
                from == null
                        ? new Fact.ServiceDeployed(id, app, environment, url)
                        : new Fact.ServiceUpgraded(id, app, environment, from, url));
        if (from != null) {
            Placement.Id old = new Placement.Id(new AppEnvironment(app, environment), from);
            write(
                    Role.DEPLOYER,
                    "deployer",
                    Subject.of(from),
                    new Placement.Approved(old).superseded(),
                    new Fact.PromotionSuperseded(app, environment, digest));
        }
    }

    private void deployment(Digest digest, @Nullable Step step, Fact.OfDeployment fact) {
        write(Role.DEPLOYER, "deployer", Subject.of(digest), step, fact);
    }

    void write(Role role, String actor, Subject subject, @Nullable Step step, Fact fact) {
        ledger.write(role, actor, chain(subject), List.of(subject), tx -> {
            if (step == null) {
                tx.append(subject, fact);
            } else {
                tx.append(subject, step, fact);
            }
        });
    }

    private static UUID chain(Subject subject) {
        return UUID.nameUUIDFromBytes(subject.key().getBytes(StandardCharsets.UTF_8));
    }

    private String keep(Subject subject, String kind, String body) {
        return keep(Role.BUILDER, subject, kind, body);
    }

    private String keep(Role role, Subject subject, String kind, String body) {
        EvidenceBody evidence = new EvidenceBody(kind, "text/plain", body.getBytes(StandardCharsets.UTF_8));
        ledger.write(role, role.wireName(), chain(subject), List.of(subject), tx -> tx.keep(evidence));
        return evidence.sha256();
    }
}
