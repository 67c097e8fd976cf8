package dev.slipway.promoter;

import dev.slipway.events.Fact;
import dev.slipway.events.Fact.ApprovalDecision;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.LedgerWork;
import dev.slipway.ledger.TestLedger;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.Artifact;
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
import dev.slipway.lifecycle.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the other services and people do to one digest. */
record Story(TestLedger ledger, String repository, Digest digest) {
    static final AppName APP = new AppName("shop");

    Subject subject() {
        return Subject.of(digest);
    }

    static AppEnvironment place(String environment) {
        return new AppEnvironment(APP, new EnvironmentName(environment));
    }

    Story built() {
        BuildId build = new BuildId(UUID.randomUUID());
        Fact packaged = new Fact.ArtifactPackaged(
                build,
                APP,
                repository,
                "application/vnd.oci.image.manifest.v1+json",
                "https://git.example/shop.git",
                new CommitId("1".repeat(40)),
                null,
                "2".repeat(64),
                "{}",
                "Linus <linus@example.org>",
                "Linus <linus@example.org>",
                null);
        by(Role.BUILDER, "slipway/builder", tx -> {
            tx.append(subject(), Artifact.built(digest), packaged);
            tx.append(
                    subject(),
                    new Fact.TestSuiteFinished(
                            build, "unit", Verdict.PASS, 5, null, null, null, null, null, null, null));
            tx.append(subject(), new Fact.TagAdded(repository, "sha-1111111", true));
            tx.append(subject(), new Fact.ArtifactPublished(repository, List.of("sha-1111111")));
        });
        return this;
    }

    /** @param findings as the scanner's report has them */
    Story scanned(String findings) {
        byte[] report = "{\"result\":{\"findings\":%s}}".formatted(findings).getBytes(StandardCharsets.UTF_8);
        by(Role.SCANNER, "slipway/scanner", tx -> {
            String kept = tx.keep(new EvidenceBody("scan-report", "application/json", report));
            tx.append(
                    subject(),
                    new Artifact.Built(digest).scanned(),
                    new Fact.ScanFinished(
                            "2026", "b".repeat(64), 4, Map.of(), Map.of(), null, kept, Map.of(), Map.of(), null));
        });
        return this;
    }

    /** Every step of a deployment that ends well. */
    void deployedWell(String environment) {
        DeploymentId id = new DeploymentId(UUID.randomUUID());
        AppEnvironment place = place(environment);
        by(Role.DEPLOYER, "slipway/deployer", tx -> {
            tx.append(
                    subject(),
                    Deployment.queued(id),
                    new Fact.DeploymentQueued(id, place.app(), place.environment(), "c".repeat(64), "test"));
            tx.append(
                    subject(),
                    new Deployment.Queued(id).preparing(),
                    new Fact.DeploymentStarted(id, place.app(), place.environment()));
            for (Step step : List.of(
                    new Deployment.Preparing(id).started(),
                    new Deployment.Started(id).verifying(),
                    new Deployment.Verifying(id).shifting(),
                    new Deployment.Shifting(id).baking())) {
                tx.append(
                        subject(),
                        step,
                        new Fact.DeploymentProgressed(id, place.app(), place.environment(), "on its way"));
            }
            tx.append(
                    subject(),
                    new Deployment.Baking(id).succeeded(),
                    new Fact.ServiceDeployed(id, place.app(), place.environment(), "http://127.0.0.1"));
        });
    }

    void said(String person, String environment, ApprovalDecision decision) {
        AppEnvironment place = place(environment);
        ruled(
                person,
                new Fact.ApprovalUpdated(
                        place.app(), place.environment(), decision, person, "release-manager", null, null));
    }

    void ruled(String person, Fact fact) {
        by(Role.CONSOLE, person, tx -> tx.append(subject(), fact));
    }

    void askedAgain(String person, String environment) {
        AppEnvironment place = place(environment);
        by(
                Role.CONSOLE,
                person,
                tx -> tx.append(
                        subject(),
                        new Placement.Revoked(new Placement.Id(place, digest)).requestedAgain(),
                        new Fact.PromotionRequested(place.app(), place.environment(), person + " asked")));
    }

    void ruledOn(String environment, String person, Fact fact) {
        Subject place = Subject.of(place(environment));
        ledger.write(Role.CONSOLE, person, UUID.randomUUID(), List.of(place), tx -> tx.append(place, fact));
    }

    private void by(Role role, String actor, LedgerWork work) {
        ledger.write(role, actor, UUID.randomUUID(), List.of(subject()), work);
    }
}
