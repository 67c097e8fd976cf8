package dev.slipway.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tags: set by writing the same manifest bytes once more under the tag. Registries have no conditional write, so between
 * the look and the write another writer may slip in: whoever needs certainty lets only one writer at a tag.
 */
final class Tags {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;.*rel=\"?next\"?.*");
    private static final int MOST_PAGE_BYTES = 16 * 1024 * 1024;

    private final RegistryHttp http;
    private final RetryPolicy retry;
    private final Manifests manifests;

    Tags(RegistryHttp http, RetryPolicy retry, Manifests manifests) {
        this.http = http;
        this.retry = retry;
        this.manifests = manifests;
    }

    static String checked(String tag) {
        if (!FORM.matcher(tag).matches()) {
            throw new IllegalArgumentException(
                    "not a tag: '%s' (expected up to 128 letters, digits, '_', '.', '-', not starting with '.' or '-')"
                            .formatted(tag));
        }
        return tag;
    }

    void set(Repository repository, OciDigest digest, String tag, TagRule rule) throws RegistryFailure {
        var present = manifests.resolve(repository, tag);
        if (present.equals(Optional.of(digest))) {
            return;
        }
        if (present.isPresent() && rule == TagRule.IMMUTABLE) {
            throw new RegistryFailure.TagTaken(
                    repository, tag, present.get(), digest, "it is immutable: choose another tag");
        }
        put(repository, tag, manifests.get(repository, digest));
    }

    void put(Repository repository, String tag, Manifest manifest) throws RegistryFailure {
        manifests.put(repository, tag, manifest);
        var readBack = manifests.get(repository, tag).digest();
        if (!readBack.equals(manifest.digest())) {
            throw new RegistryFailure.TagTaken(
                    repository, tag, readBack, manifest.digest(), "somebody else moved it just now");
        }
    }

    List<String> list(Repository repository) throws RegistryFailure {
        var tags = new ArrayList<String>();
        var seen = new HashSet<URI>();
        var page = Optional.of(http.uri(repository, "tags/list"));
        while (page.isPresent() && seen.add(page.get())) {
            var address = page.get();
            page = retry.run(() -> {
                try (var answer = http.send(repository.host(), Scopes.pull(repository), Call.of("GET", address))) {
                    for (var tag : parse(answer.expect(200)).path("tags")) {
                        tags.add(tag.asText());
                    }
                    return next(answer);
                }
            });
        }
        return List.copyOf(tags);
    }

    static Optional<URI> next(Answer answer) throws RegistryFailure {
        for (var link : answer.headers("Link")) {
            var next = NEXT.matcher(link);
            if (next.matches()) {
                return Optional.of(answer.resolve(next.group(1)));
            }
        }
        return Optional.empty();
    }

    private static JsonNode parse(Answer answer) throws RegistryFailure {
        var bytes = answer.bytes(MOST_PAGE_BYTES);
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new RegistryFailure.Corrupt(
                    "%s answered something that is not JSON; is this a registry?".formatted(answer.call()));
        }
    }
}
