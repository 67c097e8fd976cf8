package dev.slipway.engine;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One Docker Engine. Safe for many threads; every method blocks its caller, at most as long as its deadline and the few seconds it
 * takes to stop. All throw {@link EngineFailure}, and {@link IllegalArgumentException} for names that cannot be names. What a
 * caller's stream or sink throws comes back to the caller, an {@link java.io.IOException} as {@link java.io.UncheckedIOException}.
 */
public final class ContainerEngine implements AutoCloseable {
    /** On every container and network made here; the value says what for: {@code run}, {@code container} or {@code network}. */
    public static final String LABEL = "dev.slipway.engine";

    private static final Pattern NAME_OR_ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,126}");
    private static final Pattern REPOSITORY = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.:/-]*");
    private static final Pattern IMAGE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.:/@-]*");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");

    private final EngineConnection connection;
    private final Builds builds;
    private final Containers containers;
    private final Copies copies;
    private final Images images;
    private final Networks networks;
    private final Runs runs;
    private final Sweep sweep;

    private ContainerEngine(EngineConnection connection) {
        this.connection = connection;
        this.builds = new Builds(connection);
        this.containers = new Containers(connection);
        this.images = new Images(connection);
        this.networks = new Networks(connection);
        this.copies = new Copies(connection, containers);
        this.runs = new Runs(connection, containers, copies);
        this.sweep = new Sweep(connection, containers, images);
    }

    /** Does not talk to the engine yet: a service may start before its engine. */
    public static ContainerEngine connect(EngineConfig config) {
        return new ContainerEngine(new EngineConnection(config));
    }

    /** Asks the engine who it is, and settles the API version for the calls that follow. Other calls do so once by themselves. */
    public EngineInfo ping() {
        return connection.negotiate();
    }

    /** Builds from a tar stream, read once and not closed. The sink gets output as it comes. */
    public BuiltImage build(BuildSpec spec, InputStream contextTar, LogSink sink, CancelSignal cancel) {
        return builds.build(spec, contextTar, sink, cancel);
    }

    /** Runs an image once, shut in as {@link RunSpec} says. The container is gone when this returns or throws. */
    public ContainerResult runToCompletion(RunSpec spec, CancelSignal cancel) {
        valid("image", IMAGE, spec.image());
        return runs.run(spec, cancel);
    }

    /** Copies one file out of an image, at most {@link CopiedFile#LARGEST}. The labels go to a container that is gone afterwards. */
    public CopiedFile copyFromImage(String image, String path, Map<String, String> labels) {
        return copies.fromImage(valid("image", IMAGE, image), path, labels);
    }

    /**
     * Gives an image a repository and a tag and pushes it.
     *
     * @param repository with the registry's host, such as {@code registry.example:5000/team/app}
     * @return the digest of the manifest, as the engine reports it; the caller reads it back from the registry
     */
    public ImageDigest push(
            String imageId,
            String repository,
            String tag,
            @Nullable RegistryCredentials credentials,
            Duration deadline,
            CancelSignal cancel) {
        valid("image", IMAGE, imageId);
        valid("repository", REPOSITORY, repository);
        valid("tag", TAG, tag);
        return images.push(imageId, repository, tag, credentials, deadline, cancel);
    }

    /** Pulls exactly these bytes and returns the image's id in the engine. */
    public String pullByDigest(
            String repository,
            ImageDigest digest,
            @Nullable RegistryCredentials credentials,
            Duration deadline,
            CancelSignal cancel) {
        valid("repository", REPOSITORY, repository);
        return images.pull(repository, digest, credentials, deadline, cancel);
    }

    /** Pulls what the registry has under this name now, the tag {@code latest} where it has none, and returns the image's id in the engine. */
    public String pull(
            String image, @Nullable RegistryCredentials credentials, Duration deadline, CancelSignal cancel) {
        return images.pull(valid("image", IMAGE, image), credentials, deadline, cancel);
    }

    /** Makes an image of one layer from the tar of a root file system, for base images that no registry has. Returns the image id. */
    public String importImage(
            InputStream rootFileSystem, String repository, String tag, Map<String, String> labels, Duration deadline) {
        valid("repository", REPOSITORY, repository);
        valid("tag", TAG, tag);
        return images.load(rootFileSystem, repository, tag, labels, deadline);
    }

    /** An image by id, {@code repository:tag} or {@code repository@digest}; empty where the engine has none. */
    public Optional<ImageInfo> image(String reference) {
        valid("image", IMAGE, reference);
        return images.inspect(reference);
    }

    /** {@code repository@digest} of each registry the engine knows this image from; empty also where it has no such image. */
    public List<String> imageRepoDigests(String reference) {
        return image(reference).map(ImageInfo::repoDigests).orElse(List.of());
    }

    public boolean hasImage(String reference) {
        return image(reference).isPresent();
    }

    /** Takes a name from an image, and removes the image with its last name. A missing image is fine; one in use is refused. */
    public void removeImage(String reference) {
        valid("image", IMAGE, reference);
        images.remove(reference, false);
    }

    /** {@code repository:tag} of each image of exactly this repository in the engine's store. */
    public List<String> imageNames(String repository) {
        valid("repository", REPOSITORY, repository);
        return images.names(repository);
    }

    /** Returns the id. A container of the same name, image and labels is taken as it is; any other of that name is refused. */
    public String createContainer(ContainerSpec spec) {
        valid("image", IMAGE, spec.image());
        return containers.create(spec);
    }

    /** Starts a container; one that runs already is fine. */
    public void start(String id) {
        containers.start(valid("container", NAME_OR_ID, id));
    }

    /** A container by id or name; empty where there is none. */
    public Optional<ContainerState> inspect(String id) {
        return containers.inspect(valid("container", NAME_OR_ID, id));
    }

    /** Asks a container to stop and kills it after the grace (whole seconds). One that is stopped or missing is fine. */
    public void stop(String id, Duration grace) {
        containers.stop(valid("container", NAME_OR_ID, id), grace);
    }

    /** Removes a container, running or not, with its anonymous volumes. A missing one is fine. */
    public void remove(String id) {
        containers.remove(valid("container", NAME_OR_ID, id));
    }

    /** Containers that bear all these labels, running or not. */
    public List<ContainerState> list(Map<String, String> labels) {
        return containers.list(labels);
    }

    /** The last lines a container wrote, stdout and stderr as they came, at most 4 MiB. */
    public List<String> logs(String id, int tail) {
        return containers.logs(valid("container", NAME_OR_ID, id), tail);
    }

    /**
     * What a container wrote from this time of the engine's clock on, at most 4 MiB of it: where there is more, ask again
     * from the time of the last line.
     */
    public List<LoggedLine> logsSince(String id, Instant since) {
        return containers.logsSince(valid("container", NAME_OR_ID, id), since);
    }

    /** Returns the id of the bridge network of this name, made if there is none; one without these labels is refused. */
    public String ensureNetwork(String name, Map<String, String> labels) {
        return networks.ensure(valid("network", NAME_OR_ID, name), labels);
    }

    /** Removes a network; a missing one is fine, one with containers is refused. */
    public void removeNetwork(String name) {
        networks.remove(valid("network", NAME_OR_ID, name));
    }

    /** Removes all containers, networks and images that bear the label. What is in use stays and is named. */
    public Leftovers removeLeftovers(String label, String value) {
        return sweep.remove(label, value);
    }

    @Override
    public void close() {
        connection.close();
    }

    /** These end up in the paths of requests, so nothing may pass that a path gives a meaning to. */
    private static String valid(String kind, Pattern form, String name) {
        if (!form.matcher(name).matches() || name.contains("..")) {
            throw new IllegalArgumentException("not a %s: '%s' (expected %s)".formatted(kind, name, form));
        }
        return name;
    }
}
