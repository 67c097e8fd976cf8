package dev.slipway.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;

/** Blobs: read checked, written whole in one request, or mounted from another repository of the same registry. */
final class Blobs {
    private final RegistryHttp http;
    private final RetryPolicy retry;

    Blobs(RegistryHttp http, RetryPolicy retry) {
        this.http = http;
        this.retry = retry;
    }

    InputStream open(Repository repository, Descriptor blob) throws RegistryFailure {
        return retry.run(() -> {
            var answer = http.send(
                    repository.host(), Scopes.pull(repository), Call.of("GET", uri(repository, blob.digest())));
            try {
                checkLength(answer.expect(200), blob);
            } catch (RegistryFailure e) {
                answer.close();
                throw e;
            }
            return new VerifiedStream(
                    answer.body(), blob.digest(), blob.size(), answer.call().toString());
        });
    }

    private static void checkLength(Answer answer, Descriptor blob) throws RegistryFailure {
        var length = answer.response().headers().firstValueAsLong("Content-Length");
        if (length.isPresent() && length.getAsLong() != blob.size()) {
            throw new RegistryFailure.Corrupt("%s announces %d bytes for %s, which has %d"
                    .formatted(answer.call(), length.getAsLong(), blob.digest(), blob.size()));
        }
    }

    boolean exists(Repository repository, OciDigest digest) throws RegistryFailure {
        return retry.run(() -> {
            var call = Call.of("HEAD", uri(repository, digest));
            try (var answer = http.send(repository.host(), Scopes.pull(repository), call)) {
                return answer.expect(200, 404).status() == 200;
            }
        });
    }

    /** Start and content are one try: what became of an upload that broke off is not known, so a new one is begun. */
    void put(Repository repository, OciDigest digest, long size, BlobSource source) throws IOException {
        var done = retry.run(() -> {
            var location = start(repository);
            try (var upload = new Upload(source, digest, size)) {
                return send(repository, digest, location, upload);
            }
        });
        if (!done.equals(digest)) {
            throw new RegistryFailure.Corrupt(
                    "uploaded %s to %s, which says it stored %s".formatted(digest, repository, done));
        }
    }

    private URI start(Repository repository) throws RegistryFailure {
        var call = Call.of("POST", http.uri(repository, "blobs/uploads/"));
        try (var answer = http.send(repository.host(), Scopes.push(repository), call)) {
            return answer.expect(202).location();
        }
    }

    private OciDigest send(Repository repository, OciDigest digest, URI location, Upload upload) throws IOException {
        var call = new Call(
                "PUT",
                Urls.withParameter(location, "digest", digest.value()),
                Map.of("Content-Type", "application/octet-stream"),
                upload);
        try (var answer = http.send(repository.host(), Scopes.push(repository), call)) {
            return answer.expect(201).digest().orElse(digest);
        } catch (RegistryFailure e) {
            var own = upload.failure();
            if (own == null) {
                throw e;
            }
            cancel(repository, location);
            throw own;
        }
    }

    /** True when mounted; false when the registry would rather have the bytes. */
    boolean mount(Repository target, OciDigest digest, Repository source) throws RegistryFailure {
        if (!target.host().equals(source.host())) {
            throw new IllegalArgumentException(
                    "cannot mount from %s into %s (expected the same registry); copy the blob instead"
                            .formatted(source, target));
        }
        var uploads = http.uri(target, "blobs/uploads/");
        var address = Urls.withParameter(Urls.withParameter(uploads, "mount", digest.value()), "from", source.path());
        return retry.run(() -> {
            var scopes = Scopes.push(target).and(Scopes.pull(source));
            try (var answer = http.send(target.host(), scopes, Call.of("POST", address))) {
                if (answer.expect(201, 202).status() == 201) {
                    return true;
                }
                cancel(target, answer.location());
                return false;
            }
        });
    }

    /** Tidies up an upload nobody will finish. Registries forget them by themselves, so a failure changes nothing. */
    private void cancel(Repository repository, URI location) {
        try (var answer = http.send(repository.host(), Scopes.push(repository), Call.of("DELETE", location))) {
            answer.expect(204);
        } catch (RegistryFailure e) {
            // left to the registry's own purge of stale uploads
        }
    }

    private URI uri(Repository repository, OciDigest digest) {
        return http.uri(repository, "blobs/" + digest);
    }
}
