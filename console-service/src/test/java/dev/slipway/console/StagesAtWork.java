package dev.slipway.console;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.Fact;
import dev.slipway.events.Sha256;
import dev.slipway.ledger.ComponentView;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.FindingView;
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

/** Writes what the stages would have recorded, each in its own role. */
final class StagesAtWork {
    private final TestLedger ledger;

    StagesAtWork(TestLedger ledger) {
        this.ledger = ledger;
    }

    static Digest digest(String name) {
        return new Digest("sha256:" + Sha256.hex(name));
    }

    /** Built, tested and published. */
    Digest made(AppName app, String name, String author) {
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

    /** Asked for, and no more. */
    void requested(BuildId build, String commit, String repository, String actor) {
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

    /** With these findings and an empty inventory. */
    void scanned(Digest digest, List<FindingView> findings) {
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

    static FindingView finding(String advisory, String name, String version, @Nullable String fixed, String severity) {
        return new FindingView(
                advisory, name, version, fixed, severity, "the distribution", null, "var/lib/dpkg/status", null);
    }

    /** Of the environment, by its own policy. */
    void request(AppName app, EnvironmentName environment, Digest digest) {
        Placement.Id id = new Placement.Id(new AppEnvironment(app, environment), digest);
        write(
                Role.PROMOTER,
                "promoter",
                Subject.of(digest),
                Placement.requested(id),
                new Fact.PromotionRequested(app, environment, "its policy asks by itself"));
    }

    /** What the gates answered; gives back where the decision is kept. */
    String gates(AppName app, EnvironmentName environment, Digest digest, Verdict verdict, Fact.GateAnswer... answers) {
        Subject subject = Subject.of(digest);
        List<String> gates = new ArrayList<>();
        for (Fact.GateAnswer one : answers) {
            gates.add("{\"gate\":\"%s\",\"verdict\":\"%s\",\"because\":\"%s\"}"
                    .formatted(one.gate(), one.verdict(), one.because()));
        }
        String after = environment.equals(Seed.PROD) ? "\"dev\"" : "";
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

    /** Asked for and let through. */
    void approved(AppName app, EnvironmentName environment, Digest digest) {
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

    /** Let through and serving, in the place of another one where there was one. */
    void deployed(AppName app, EnvironmentName environment, Digest digest, @Nullable Digest from) {
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
        String url = "http://127.0.0.1:" + (environment.equals(Seed.DEV) ? 18080 : 18090);
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

    /** A step of a deployment. */
    void deployment(Digest digest, @Nullable Step step, Fact.OfDeployment fact) {
        write(Role.DEPLOYER, "deployer", Subject.of(digest), step, fact);
    }

    /** One fact, and the move that it makes. */
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

    String keep(Subject subject, String kind, String body) {
        return keep(Role.BUILDER, subject, kind, body);
    }

    /** Kept as evidence; gives back its SHA-256. */
    String keep(Role role, Subject subject, String kind, String body) {
        EvidenceBody evidence = new EvidenceBody(kind, "text/plain", body.getBytes(StandardCharsets.UTF_8));
        ledger.write(role, role.wireName(), chain(subject), List.of(subject), tx -> tx.keep(evidence));
        return evidence.sha256();
    }
}
