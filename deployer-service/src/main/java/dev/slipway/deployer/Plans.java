package dev.slipway.deployer;

import dev.slipway.deployer.secret.Fingerprints;
import dev.slipway.deployer.secret.Redaction;
import dev.slipway.deployer.secret.SecretFiles;
import dev.slipway.deployer.secret.SecretTrouble;
import dev.slipway.deployer.secret.Secrets;
import dev.slipway.deployer.target.Configuration;
import dev.slipway.deployer.target.Target;
import dev.slipway.deployer.target.Targets;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.DeploymentView;
import dev.slipway.ledger.Job;
import dev.slipway.ledger.Ledger;
import dev.slipway.ledger.PlacementView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Deployment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Placement;
import dev.slipway.yaml.BrokenYaml;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a deployment needs. One that has begun goes on with the configuration it began with, kept in the ledger; a
 * new one reads the operators' files; a way back takes the configuration its digest was good with.
 */
@ApplicationScoped
class Plans {
    private static final Logger LOG = Logger.getLogger(Plans.class);

    private final Ledger ledger;
    private final Targets targets;
    private final Engines engines;
    private final DeployerConfig config;
    private final Logins logins;
    private final Secrets secrets;
    private final SecretFiles files;

    Plans(Ledger ledger, Targets targets, Engines engines, DeployerConfig config, Logins logins) {
        this.ledger = ledger;
        this.targets = targets;
        this.engines = engines;
        this.config = config;
        this.logins = logins;
        this.secrets = new Secrets(new Fingerprints(config.state().resolve("fingerprint.key")));
        this.files = new SecretFiles(
                config.secrets().orElseGet(() -> SecretFiles.home(config.state().resolve("secrets"))));
    }

    Plan of(Job job, boolean wayBack, String cause) throws StepFailure.Terminal {
        AppEnvironment place = AppEnvironment.parse(job.lane());
        DeploymentId id = new DeploymentId(job.id());
        ArtifactView artifact = artifact(place, DeployerStage.digest(job));
        DeploymentView begun = ledger.deployment(id).orElse(null);
        Configuration configuration;
        if (begun != null) {
            configuration = kept(begun.configurationSha256())
                    .orElseThrow(() -> new StepFailure.Terminal(
                            "configuration",
                            "the configuration %s that it began with is not in the ledger"
                                    .formatted(begun.configurationSha256())));
        } else {
            configuration = fingerprinted(place, wayBack ? asItWasGood(place, artifact.digest()) : current(place));
        }
        return plan(place, id, wayBack, cause, artifact, configuration);
    }

    /** For what serves, as it was deployed. */
    Plan of(DeploymentView deployment) throws StepFailure.Terminal {
        Optional<Configuration> kept = kept(deployment.configurationSha256());
        Configuration configuration =
                kept.isPresent() ? kept.get() : fingerprinted(deployment.place(), current(deployment.place()));
        return plan(
                deployment.place(),
                deployment.id(),
                false,
                "",
                artifact(deployment.place(), deployment.digest()),
                configuration);
    }

    private Plan plan(
            AppEnvironment place,
            DeploymentId id,
            boolean wayBack,
            String cause,
            ArtifactView artifact,
            Configuration configuration) {
        Target target = configuration.target();
        return new Plan(
                place,
                id,
                wayBack,
                cause,
                artifact,
                RunDescription.parse(artifact.runDescription()),
                configuration,
                new DockerHost(engines.at(target.engine()), new Place(place), target, config, logins),
                redaction(target));
    }

    /** The artifact, in the repository that its promotion has put it. */
    private ArtifactView artifact(AppEnvironment place, Digest digest) throws StepFailure.Terminal {
        ArtifactView artifact = ledger.artifact(digest)
                .orElseThrow(() ->
                        new StepFailure.Terminal("prepare", "artifact %s is not in the ledger".formatted(digest)));
        String promotedTo = ledger.placement(new Placement.Id(place, digest))
                .map(PlacementView::imageRepository)
                .orElse(null);
        return promotedTo == null ? artifact : artifact.in(promotedTo);
    }

    private Target current(AppEnvironment place) throws StepFailure.Terminal {
        try {
            return targets.of(place);
        } catch (BrokenYaml e) {
            throw new StepFailure.Terminal("configuration", String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<Configuration> kept(String sha256) {
        return ledger.evidence(sha256).map(body -> Configuration.parse(new String(body, StandardCharsets.UTF_8)));
    }

    /** The last deployment of the digest there that came to a good end. */
    static Optional<DeploymentView> lastGood(Ledger ledger, AppEnvironment place, Digest digest) {
        return ledger.deployments(digest).stream()
                .filter(one -> one.place().equals(place) && one.state() == Deployment.State.SUCCEEDED)
                .reduce((_, later) -> later);
    }

    private Target asItWasGood(AppEnvironment place, Digest digest) throws StepFailure.Terminal {
        DeploymentView good = lastGood(ledger, place, digest).orElse(null);
        Optional<Configuration> kept = good == null ? Optional.empty() : kept(good.configurationSha256());
        return kept.isPresent() ? kept.get().target() : current(place);
    }

    /** Secrets are not restored with the rest: their files have one version, and that is fingerprinted. */
    private Configuration fingerprinted(AppEnvironment place, Target target) throws StepFailure.Terminal {
        try {
            return new Configuration(target, secrets.fingerprints(place.toString(), secrets.values(target.secrets())));
        } catch (SecretTrouble e) {
            throw new StepFailure.Terminal("secrets", String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable Redaction redaction(Target target) {
        try {
            return Redaction.of(secrets.values(target.secrets()).values());
        } catch (SecretTrouble e) {
            LOG.warnf("logs will be withheld: %s", e.getMessage());
            return null;
        }
    }

    /** Writes the secrets' files, at the last moment. What was fingerprinted is what is given, or nothing is. */
    Map<String, Path> deliver(Plan plan) throws StepFailure.Terminal {
        if (plan.target().secrets().isEmpty()) {
            return Map.of();
        }
        try {
            Map<String, byte[]> values = secrets.values(plan.target().secrets());
            Map<String, String> prints = secrets.fingerprints(plan.place().toString(), values);
            if (!prints.equals(plan.configuration().fingerprints())) {
                throw new StepFailure.Terminal(
                        "secrets",
                        "a secret of %s has changed since the deployment began; ask for it again"
                                .formatted(plan.place()));
            }
            if (!files.inMemory()) {
                LOG.warnf("secrets of %s are written to a disk: this machine has no writable tmpfs", plan.place());
            }
            return files.write(
                    owner(plan.place(), plan.id()), values, plan.host().runsAsUser(plan.artifact()));
        } catch (SecretTrouble e) {
            throw new StepFailure.Terminal("secrets", String.valueOf(e.getMessage()), e);
        }
    }

    private static String owner(AppEnvironment place, DeploymentId id) {
        return new Place(place).container(id);
    }

    /** Removes the files of a container that is gone. */
    void withdraw(String container) throws StepFailure.Transient {
        try {
            files.remove(container);
        } catch (SecretTrouble e) {
            throw new StepFailure.Transient("secrets", String.valueOf(e.getMessage()), e);
        }
    }
}
