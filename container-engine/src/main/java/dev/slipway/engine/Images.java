package dev.slipway.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Images in the engine's store, and their way to and from a registry. */
final class Images {
    private final EngineConnection connection;

    Images(EngineConnection connection) {
        this.connection = connection;
    }

    Optional<ImageInfo> inspect(String reference) {
        return connection.ask("inspect image " + reference, client -> {
            try {
                return Optional.of(info(client.inspectImageCmd(reference).exec()));
            } catch (NotFoundException _) {
                return Optional.empty();
            }
        });
    }

    private static ImageInfo info(InspectImageResponse image) {
        var config = image.getConfig();
        return new ImageInfo(
                Objects.requireNonNullElse(image.getId(), ""),
                orEmpty(image.getRepoTags()),
                orEmpty(image.getRepoDigests()),
                config == null || config.getLabels() == null ? Map.of() : config.getLabels(),
                image.getSize() == null ? 0 : image.getSize(),
                config == null || config.getUser() == null ? "" : config.getUser());
    }

    /** {@code force} also removes an image that has several tags or stopped containers. */
    void remove(String reference, boolean force) {
        connection.askUninterrupted("remove image " + reference, client -> {
            try {
                return client.removeImageCmd(reference).withForce(force).exec();
            } catch (NotFoundException _) {
                return null;
            }
        });
    }

    /** {@code repository:tag} for each tag of exactly this repository. */
    List<String> names(String repository) {
        return connection.ask(
                "list images of " + repository,
                client -> client.listImagesCmd().withFilter("reference", List.of(repository)).exec().stream()
                        .flatMap(image -> image.getRepoTags() == null ? Stream.empty() : Stream.of(image.getRepoTags()))
                        .filter(name -> name.startsWith(repository + ":"))
                        .toList());
    }

    ImageDigest push(
            String imageId,
            String repository,
            String tag,
            @Nullable RegistryCredentials credentials,
            Duration deadline,
            CancelSignal cancel) {
        var target = repository + ":" + tag;
        connection.ask(
                "tag " + imageId + " as " + target,
                client -> client.tagImageCmd(imageId, repository, tag).exec());
        var path = Query.on("/images/" + repository + "/push").with("tag", tag).toString();
        var output = transfer("push to " + target, path, repository, credentials, deadline, cancel);
        if (!output.error().isEmpty()) {
            throw new EngineFailure.PushFailed(target, output.error(), RegistryTrouble.worthRetrying(output.error()));
        }
        var digest = output.digest()
                .orElseThrow(() -> new EngineFailure.PushFailed(target, "the engine's answer names no digest", true));
        requirePushed(imageId, target, digest);
        return digest;
    }

    /** The engine pushes whatever the tag means when it looks; two pushes at once could otherwise trade digests. */
    private void requirePushed(String imageId, String target, ImageDigest digest) {
        var known = inspect(imageId).map(ImageInfo::repoDigests).orElse(List.of());
        if (known.stream().noneMatch(each -> each.endsWith("@" + digest))) {
            throw new EngineFailure.PushFailed(
                    target,
                    "%s was pushed, which is not image %s (known as %s); another push moved the tag meanwhile"
                            .formatted(digest, imageId, known),
                    true);
        }
    }

    String load(
            InputStream rootFileSystem, String repository, String tag, Map<String, String> labels, Duration deadline) {
        var tried = "import of " + repository + ":" + tag;
        var query = Query.on("/images/create")
                .with("fromSrc", "-")
                .with("repo", repository)
                .with("tag", tag);
        labels.forEach((name, value) -> query.with("changes", "LABEL " + Query.json(name) + "=" + Query.json(value)));
        return BoundedCall.run(tried, deadline, new CancelSignal(), connections -> {
            var request = Request.builder()
                    .method(Request.Method.POST)
                    .putHeader("Content-Type", "application/x-tar")
                    .body(CallersFault.marking(rootFileSystem));
            var id = new AtomicReference<>("");
            try (var response = connection.open(tried, request, query.toString(), connections)) {
                JsonLines.read(response.getBody(), line -> {
                    if (!JsonLines.error(line).isEmpty()) {
                        throw new EngineFailure.Refused(tried, 400, JsonLines.error(line));
                    }
                    id.set(line.path("status").asText(""));
                });
            }
            return id.get();
        });
    }

    /** The image id of what was pulled. */
    String pull(
            String repository,
            ImageDigest digest,
            @Nullable RegistryCredentials credentials,
            Duration deadline,
            CancelSignal cancel) {
        var query = Query.on("/images/create").with("fromImage", repository).with("tag", digest.value());
        return pull(digest.in(repository), query, credentials, deadline, cancel);
    }

    /** The image id of what was pulled: of one tag, for without any the engine would pull all there are. */
    String pull(String image, @Nullable RegistryCredentials credentials, Duration deadline, CancelSignal cancel) {
        var named = image.contains("@") || image.lastIndexOf(':') > image.lastIndexOf('/');
        var reference = named ? image : image + ":latest";
        return pull(reference, Query.on("/images/create").with("fromImage", reference), credentials, deadline, cancel);
    }

    private String pull(
            String reference,
            Query query,
            @Nullable RegistryCredentials credentials,
            Duration deadline,
            CancelSignal cancel) {
        try {
            var output = transfer("pull of " + reference, query.toString(), reference, credentials, deadline, cancel);
            if (!output.error().isEmpty()) {
                throw new EngineFailure.PullFailed(
                        reference, output.error(), RegistryTrouble.worthRetrying(output.error()));
            }
        } catch (EngineFailure.Refused e) {
            throw new EngineFailure.PullFailed(reference, e.said(), RegistryTrouble.worthRetrying(e.said()));
        }
        return inspect(reference)
                .map(ImageInfo::id)
                .orElseThrow(() -> new EngineFailure.PullFailed(
                        reference, "the engine reported success, but has no such image afterwards", true));
    }

    private TransferOutput transfer(
            String tried,
            String path,
            String repository,
            @Nullable RegistryCredentials credentials,
            Duration deadline,
            CancelSignal cancel) {
        return BoundedCall.run(tried, deadline, cancel, connections -> {
            var request = Request.builder()
                    .method(Request.Method.POST)
                    .putHeader("X-Registry-Auth", RegistryLogins.header(repository, credentials));
            var output = new TransferOutput();
            try (var response = connection.open(tried, request, path, connections)) {
                JsonLines.read(response.getBody(), output::accept);
            }
            return output;
        });
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
