package dev.slipway.deployer;

import dev.slipway.deployer.proxy.Backend;
import dev.slipway.deployer.proxy.Proxy;
import dev.slipway.deployer.target.Target;
import dev.slipway.engine.CancelSignal;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerSpec;
import dev.slipway.engine.ContainerSpec.Resources;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.ImageDigest;
import dev.slipway.engine.PortPublication;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** One app in one environment on one Docker host: each verb may be used again and finds what the time before left. */
final class DockerHost {
    private static final int LOG_LINES = 50;

    private final ContainerEngine engine;
    private final Place place;
    private final Target target;
    private final DeployerConfig config;

    DockerHost(ContainerEngine engine, Place place, Target target, DeployerConfig config) {
        this.engine = engine;
        this.place = place;
        this.target = target;
        this.config = config;
    }

    /** Pulls by digest and compares: what the engine has must be known to it by this digest of this repository. */
    void pull(String repository, Digest digest) throws StepFailure.Terminal {
        ImageDigest wanted = new ImageDigest(digest.value());
        String image = engine.pullByDigest(repository, wanted, null, config.pullDeadline(), new CancelSignal());
        List<String> known = engine.imageRepoDigests(image);
        if (!known.contains(wanted.in(repository))) {
            throw new StepFailure.Terminal(
                    "prepare",
                    "pulled %s, but the engine knows the image as %s: it is not what was promoted"
                            .formatted(wanted.in(repository), known));
        }
    }

    /** Starts the container of a deployment, beside whatever serves now. */
    void start(DeploymentId deployment, ArtifactView artifact, RunDescription run) {
        engine.ensureNetwork(place.network(), place.labels());
        String id = engine.createContainer(ContainerSpec.named(
                        place.container(deployment),
                        new ImageDigest(artifact.digest().value()).in(artifact.imageRepository()),
                        place.containerLabels(deployment))
                .withEnv(target.variables())
                .withNetwork(place.network())
                .withPorts(PortPublication.ephemeral(run.port()))
                .withResources(Resources.standard().withMemoryBytes(run.memoryBytes())));
        engine.start(id);
    }

    boolean running(DeploymentId deployment) {
        return engine.inspect(place.container(deployment))
                .filter(ContainerState::running)
                .isPresent();
    }

    /** Where the deployer reaches the new set directly, past the proxy. */
    URI direct(DeploymentId deployment, RunDescription run) throws StepFailure.Transient {
        ContainerState state = engine.inspect(place.container(deployment)).orElse(null);
        PortPublication port = state == null
                ? null
                : state.ports().stream()
                        .filter(one -> one.containerPort() == run.port())
                        .findFirst()
                        .orElse(null);
        return port == null
                ? URI.create("http://127.0.0.1:1" + run.readyPath())
                : URI.create("http://127.0.0.1:%d%s".formatted(port.hostPort(), run.readyPath()));
    }

    Backend backend(DeploymentId deployment, RunDescription run) throws StepFailure.Terminal {
        String address = engine.inspect(place.container(deployment))
                .map(state -> state.addresses().get(place.network()))
                .orElse(null);
        if (address == null) {
            throw new StepFailure.Terminal(
                    "shift",
                    "container %s has no address in network %s: it ended"
                            .formatted(place.container(deployment), place.network()));
        }
        return new Backend(address, run.port());
    }

    Proxy proxy() {
        return new Proxy(
                engine,
                new Proxy.Settings(
                        place.proxy(),
                        config.proxyImage(),
                        config.state().toAbsolutePath().resolve(place.proxy()),
                        place.network(),
                        place.proxyLabels(),
                        target.listenHost(),
                        target.listenPort()));
    }

    /** How the container of a deployment stands, for a person who wants to know why. */
    String condition(DeploymentId deployment) {
        return engine.inspect(place.container(deployment))
                .map(state -> state.running()
                        ? "the container runs"
                        : "the container %s with exit code %d%s"
                                .formatted(
                                        state.status(), state.exitCode(), state.oomKilled() ? ", out of memory" : ""))
                .orElse("there is no container");
    }

    String logTail(DeploymentId deployment) {
        return engine.inspect(place.container(deployment))
                .map(state -> String.join("\n", engine.logs(state.id(), LOG_LINES)))
                .orElse("");
    }

    /** Stops and removes the app's containers of all deployments but one. */
    void removeAllBut(Map<String, String> keptLabels) {
        for (ContainerState state : engine.list(place.appLabels())) {
            if (keptLabels.isEmpty() || !state.labels().entrySet().containsAll(keptLabels.entrySet())) {
                engine.stop(state.id(), config.stopGrace());
                engine.remove(state.id());
            }
        }
    }
}
