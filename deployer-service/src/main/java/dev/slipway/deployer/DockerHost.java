package dev.slipway.deployer;

import dev.slipway.deployer.proxy.Backend;
import dev.slipway.deployer.proxy.Proxy;
import dev.slipway.deployer.target.Target;
import dev.slipway.deployer.verify.ContainerWatch;
import dev.slipway.engine.BindMount;
import dev.slipway.engine.CancelSignal;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerSpec;
import dev.slipway.engine.ContainerSpec.Resources;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.ImageDigest;
import dev.slipway.engine.ImageInfo;
import dev.slipway.engine.PortPublication;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.Failpoint;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One app in one environment on one Docker host: each verb may be used again and finds what the time before left. */
final class DockerHost {
    private static final String SECRETS = "/run/secrets/";

    private final ContainerEngine engine;
    private final Place place;
    private final Target target;
    private final DeployerConfig config;
    private final Logins logins;

    DockerHost(ContainerEngine engine, Place place, Target target, DeployerConfig config, Logins logins) {
        this.engine = engine;
        this.place = place;
        this.target = target;
        this.config = config;
        this.logins = logins;
    }

    /** Has the engine get the proxy's image where it has none of that name: nobody else would, and no app is without one. */
    void pullProxy() throws StepFailure.Terminal {
        String image = config.proxyImage();
        if (!engine.hasImage(image)) {
            engine.pull(image, logins.forPull(image), config.pullDeadline(), new CancelSignal());
        }
    }

    /**
     * Pulls by digest and compares: what the engine has must be known to it by this digest of this repository. An image
     * that is there is not asked for again, so that a way back needs no registry.
     */
    void pull(String repository, Digest digest) throws StepFailure.Terminal {
        ImageDigest wanted = new ImageDigest(digest.value());
        if (engine.imageRepoDigests(wanted.in(repository)).contains(wanted.in(repository))) {
            return;
        }
        String image = engine.pullByDigest(
                repository, wanted, logins.forPull(repository), config.pullDeadline(), new CancelSignal());
        List<String> known = engine.imageRepoDigests(image);
        if (!known.contains(wanted.in(repository))) {
            throw new StepFailure.Terminal(
                    "prepare",
                    "pulled %s, but the engine knows the image as %s: it is not what was promoted"
                            .formatted(wanted.in(repository), known));
        }
    }

    private static String image(ArtifactView artifact) {
        return new ImageDigest(artifact.digest().value()).in(artifact.imageRepository());
    }

    /** Whether the image runs as somebody else than root, who then has to be let in to read a file. */
    boolean runsAsUser(ArtifactView artifact) {
        String user = engine.image(image(artifact)).map(ImageInfo::user).orElse("");
        String name = user.split(":", 2)[0];
        return !name.isEmpty() && !name.equals("0") && !name.equals("root");
    }

    /**
     * Starts the container of a deployment, beside whatever serves now.
     *
     * @param secrets by name, the file with each
     */
    void start(DeploymentId deployment, ArtifactView artifact, RunDescription run, Map<String, Path> secrets) {
        engine.ensureNetwork(place.network(), place.labels());
        Failpoint.DEPLOY_AFTER_NETWORK.hit();
        String id = engine.createContainer(ContainerSpec.named(
                        place.container(deployment), image(artifact), place.containerLabels(deployment))
                .withEnv(target.variables())
                .withNetwork(place.network())
                .withPorts(PortPublication.ephemeral(run.port()))
                .withMounts(secrets.entrySet().stream()
                        .map(one -> new BindMount(one.getValue(), SECRETS + one.getKey(), true))
                        .toArray(BindMount[]::new))
                .withResources(Resources.standard().withMemoryBytes(run.memoryBytes())));
        Failpoint.DEPLOY_AFTER_CREATE.hit();
        engine.start(id);
    }

    Optional<ContainerState> container(DeploymentId deployment) {
        return engine.inspect(place.container(deployment));
    }

    /** Where the deployer reaches a set directly, past the proxy; a port without an answer where there is none. */
    URI direct(DeploymentId deployment, RunDescription run) {
        return container(deployment).stream()
                .flatMap(state -> state.ports().stream())
                .filter(port -> port.containerPort() == run.port())
                .findFirst()
                .map(port -> URI.create("http://127.0.0.1:%d".formatted(port.hostPort())))
                .orElse(URI.create("http://127.0.0.1:1"));
    }

    /** Where the proxy reaches a set; empty where it does not run. */
    Optional<Backend> backend(DeploymentId deployment, RunDescription run) {
        return container(deployment)
                .map(state -> state.addresses().get(place.network()))
                .map(address -> new Backend(address, run.port()));
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

    ContainerWatch watch(DeploymentId deployment, RunDescription run, UnaryOperator<String> clean) {
        return new ContainerWatch(engine, place.container(deployment), run.fatal(), clean);
    }

    /** The app's containers, of whatever deployment. */
    List<ContainerState> containers() {
        return engine.list(place.appLabels());
    }

    /** Whether a container is of this digest, by its reference and by what the engine knows of the image. */
    boolean runs(ContainerState state, ArtifactView artifact) {
        return state.imageReference().equals(image(artifact))
                && engine.imageRepoDigests(state.imageId()).contains(image(artifact));
    }

    void remove(ContainerState state) {
        engine.stop(state.id(), config.stopGrace());
        Failpoint.DEPLOY_AFTER_STOP.hit();
        engine.remove(state.id());
        Failpoint.DEPLOY_AFTER_REMOVE.hit();
    }
}
