package dev.slipway.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What refers to a manifest: signatures, SBOMs, attestations. Registries that know of this answer by themselves; for the
 * others an index under the tag {@code sha256-<hex>} tells it, which whoever adds a referrer keeps up to date. That is a
 * read and a write: let only one writer at a subject.
 */
final class ReferrerLists {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_PAGE_BYTES = 4 * 1024 * 1024;

    private final RegistryHttp http;
    private final RetryPolicy retry;
    private final Manifests manifests;
    private final Tags tags;

    ReferrerLists(RegistryHttp http, RetryPolicy retry, Manifests manifests, Tags tags) {
        this.http = http;
        this.retry = retry;
        this.manifests = manifests;
        this.tags = tags;
    }

    /** Descriptors as they stand in the registry's answer, with all their members, by digest. */
    record Listed(boolean byRegistry, Map<OciDigest, ObjectNode> descriptors) {}

    static String fallbackTag(OciDigest subject) {
        return "sha256-" + subject.hex();
    }

    Listed list(Repository repository, OciDigest subject) throws RegistryFailure {
        try {
            return new Listed(true, pages(repository, subject));
        } catch (RegistryFailure.NotFound e) {
            return new Listed(false, fallback(repository, subject));
        }
    }

    private Map<OciDigest, ObjectNode> pages(Repository repository, OciDigest subject) throws RegistryFailure {
        var found = new LinkedHashMap<OciDigest, ObjectNode>();
        var seen = new HashSet<URI>();
        var page = Optional.of(http.uri(repository, "referrers/" + subject));
        while (page.isPresent() && seen.add(page.get())) {
            var call = Call.of("GET", page.get(), Map.of("Accept", MediaTypes.OCI_INDEX));
            page = retry.run(() -> {
                try (var answer = http.send(repository.host(), Scopes.pull(repository), call)) {
                    found.putAll(descriptors(call.toString(), answer.expect(200).bytes(MOST_PAGE_BYTES)));
                    return Tags.next(answer);
                }
            });
        }
        return found;
    }

    private Map<OciDigest, ObjectNode> fallback(Repository repository, OciDigest subject) throws RegistryFailure {
        try {
            var index = manifests.get(repository, fallbackTag(subject));
            return index.isIndex() ? descriptors("tag " + fallbackTag(subject), index.rawBytes()) : Map.of();
        } catch (RegistryFailure.NotFound e) {
            return Map.of();
        }
    }

    private static Map<OciDigest, ObjectNode> descriptors(String origin, byte[] index) throws RegistryFailure {
        try {
            var found = new LinkedHashMap<OciDigest, ObjectNode>();
            for (JsonNode one : JSON.readTree(index).path("manifests")) {
                if (one instanceof ObjectNode descriptor) {
                    found.put(new OciDigest(one.path("digest").asText("")), descriptor);
                }
            }
            return found;
        } catch (IOException | IllegalArgumentException e) {
            throw new RegistryFailure.Corrupt(
                    "%s gave a list of referrers that cannot be read: %s".formatted(origin, e.getMessage()));
        }
    }

    /** Has the repository, which has the manifests of these referrers already, tell of all of them and of its own. */
    void complete(Repository repository, OciDigest subject, Map<OciDigest, ObjectNode> wanted) throws RegistryFailure {
        var listed = list(repository, subject);
        if (missing(listed, wanted).isEmpty()) {
            return;
        }
        if (!listed.byRegistry()) {
            var all = new LinkedHashMap<>(listed.descriptors());
            wanted.forEach(all::putIfAbsent);
            tags.put(repository, fallbackTag(subject), index(List.copyOf(all.values())));
            listed = list(repository, subject);
        }
        var missing = missing(listed, wanted);
        if (!missing.isEmpty()) {
            throw new RegistryFailure.Unavailable(
                    "%s has the referrers %s of %s and does not list them yet".formatted(repository, missing, subject),
                    null,
                    null,
                    false);
        }
    }

    private static Set<OciDigest> missing(Listed listed, Map<OciDigest, ObjectNode> wanted) {
        return wanted.keySet().stream()
                .filter(digest -> !listed.descriptors().containsKey(digest))
                .collect(Collectors.toSet());
    }

    private static Manifest index(List<ObjectNode> descriptors) {
        var index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        index.putArray("manifests").addAll(new ArrayList<>(descriptors));
        return Manifest.of(index.toString().getBytes(StandardCharsets.UTF_8), MediaTypes.OCI_INDEX);
    }
}
