package dev.slipway.registry;

import java.util.Map;
import java.util.Optional;

/** Manifests by digest or tag, byte for byte. */
final class Manifests {
    /** What the specification asks registries to take at most. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final Map<String, String> ACCEPT = Map.of("Accept", MediaTypes.ALL_MANIFESTS);

    private final RegistryHttp http;
    private final RetryPolicy retry;

    Manifests(RegistryHttp http, RetryPolicy retry) {
        this.http = http;
        this.retry = retry;
    }

    Manifest get(Repository repository, OciDigest digest) throws RegistryFailure {
        return retry.run(() -> {
            try (var answer = ask("GET", repository, digest.value())) {
                return received(answer.expect(200), Optional.of(digest));
            }
        });
    }

    Manifest get(Repository repository, String tag) throws RegistryFailure {
        return retry.run(() -> {
            try (var answer = ask("GET", repository, tag)) {
                return received(answer.expect(200), answer.digest());
            }
        });
    }

    Optional<OciDigest> resolve(Repository repository, String tag) throws RegistryFailure {
        Optional<OciDigest> digest;
        try {
            digest = retry.run(() -> {
                try (var answer = ask("HEAD", repository, tag)) {
                    return answer.expect(200).digest();
                }
            });
            // the header is optional: without it only the bytes can tell
            return digest.isPresent()
                    ? digest
                    : Optional.of(get(repository, tag).digest());
        } catch (RegistryFailure.NotFound e) {
            return Optional.empty();
        }
    }

    /** @param reference the manifest's own digest, or a tag */
    void put(Repository repository, String reference, Manifest manifest) throws RegistryFailure {
        write(repository, call(repository, reference, manifest), manifest);
    }

    private Call call(Repository repository, String reference, Manifest manifest) {
        return new Call(
                "PUT",
                http.uri(repository, "manifests/" + reference),
                Map.of("Content-Type", manifest.mediaType()),
                Call.content(manifest.rawBytes()));
    }

    /** Whether the registry lists the manifest among its subject's referrers: it says so in a header. */
    boolean putReferrer(Repository repository, Manifest manifest) throws RegistryFailure {
        return write(repository, call(repository, manifest.digest().value(), manifest), manifest);
    }

    private boolean write(Repository repository, Call call, Manifest manifest) throws RegistryFailure {
        var listed = new boolean[1];
        var stored = retry.run(() -> {
            try (var answer = http.send(repository.host(), Scopes.push(repository), call)) {
                var digest = answer.expect(201).digest();
                listed[0] = answer.header("OCI-Subject").isPresent();
                return digest;
            }
        });
        if (stored.isPresent() && !stored.get().equals(manifest.digest())) {
            throw new RegistryFailure.Corrupt(
                    "%s stored %s where %s was sent".formatted(call, stored.get(), manifest.digest()));
        }
        // by digest, so that the bytes are compared and not only the registry's word for them
        get(repository, manifest.digest());
        return listed[0];
    }

    private Answer ask(String method, Repository repository, String reference) throws RegistryFailure {
        var call = Call.of(method, http.uri(repository, "manifests/" + reference), ACCEPT);
        return http.send(repository.host(), Scopes.pull(repository), call);
    }

    private static Manifest received(Answer answer, Optional<OciDigest> wanted) throws RegistryFailure {
        var bytes = answer.bytes(MOST_BYTES);
        var found = OciDigest.of(bytes);
        if (wanted.isPresent() && !wanted.get().equals(found)) {
            throw new RegistryFailure.Corrupt("%s gave %d bytes with digest %s where %s was wanted"
                    .formatted(answer.call(), bytes.length, found, wanted.get()));
        }
        return Manifest.received(bytes, answer.header("Content-Type").orElse(null));
    }
}
