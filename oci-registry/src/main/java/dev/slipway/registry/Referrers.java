package dev.slipway.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Documents about an image, beside it: manifests whose {@code subject} it is. A registry that lists them says so when it
 * takes one; for others the specification has a tag, named like the image's digest, whose index is the list. That index
 * is read, changed and written: let only one writer at an image.
 */
public final class Referrers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] EMPTY = {'{', '}'};
    private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final RegistryHttp http;
    private final RetryPolicy retry;
    private final Manifests manifests;
    private final Blobs blobs;
    private final Tags tags;

    Referrers(RegistryHttp http, RetryPolicy retry, Manifests manifests, Blobs blobs, Tags tags) {
        this.http = http;
        this.retry = retry;
        this.manifests = manifests;
        this.blobs = blobs;
        this.tags = tags;
    }

    /**
     * What became of attachments.
     *
     * @param referrers their manifests
     * @param indexed whether the registry lists them itself
     */
    public record Attached(List<OciDigest> referrers, boolean indexed) {
        public Attached {
            referrers = List.copyOf(referrers);
        }
    }

    /** A document about an image. */
    public record Referrer(String artifactType, Descriptor manifest) {}

    Attached attach(Repository repository, OciDigest image, List<Attachment> attachments) throws IOException {
        Descriptor subject = manifests.get(repository, image).descriptor();
        List<ObjectNode> written = new ArrayList<>();
        List<OciDigest> referrers = new ArrayList<>();
        boolean indexed = true;
        for (Attachment attachment : attachments) {
            Manifest manifest = write(repository, subject, attachment);
            indexed &= manifests.putReferrer(repository, manifest);
            written.add(entry(manifest, attachment));
            referrers.add(manifest.digest());
        }
        if (!indexed) {
            list(repository, image, written);
        }
        return new Attached(referrers, indexed);
    }

    private Manifest write(Repository repository, Descriptor subject, Attachment attachment) throws IOException {
        OciDigest empty = put(repository, EMPTY);
        OciDigest content = put(repository, attachment.content());
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.put("artifactType", attachment.artifactType());
        manifest.set("config", descriptor(EMPTY_TYPE, empty, EMPTY.length));
        manifest.putArray("layers").add(descriptor(attachment.artifactType(), content, attachment.content().length));
        manifest.set("subject", descriptor(subject.mediaType(), subject.digest(), subject.size()));
        ObjectNode annotations = manifest.putObject("annotations");
        attachment.annotations().forEach(annotations::put);
        return Manifest.of(bytes(manifest), MediaTypes.OCI_MANIFEST);
    }

    private OciDigest put(Repository repository, byte[] content) throws IOException {
        OciDigest digest = OciDigest.of(content);
        if (!blobs.exists(repository, digest)) {
            blobs.put(repository, digest, content.length, () -> new ByteArrayInputStream(content));
        }
        return digest;
    }

    private static ObjectNode entry(Manifest manifest, Attachment attachment) {
        ObjectNode entry = descriptor(manifest.mediaType(), manifest.digest(), manifest.rawBytes().length);
        entry.put("artifactType", attachment.artifactType());
        ObjectNode annotations = entry.putObject("annotations");
        attachment.annotations().forEach(annotations::put);
        return entry;
    }

    private static ObjectNode descriptor(String mediaType, OciDigest digest, long size) {
        return JSON.createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", digest.value())
                .put("size", size);
    }

    /** Adds what is missing to the index under the fallback tag; what others listed there stays. */
    private void list(Repository repository, OciDigest image, List<ObjectNode> entries) throws RegistryFailure {
        ArrayNode listed = JSON.createArrayNode();
        Optional<OciDigest> before = manifests.resolve(repository, tag(image));
        if (before.isPresent()) {
            Manifest index = manifests.get(repository, before.get());
            listed.addAll((ArrayNode) array(parse(index.rawBytes(), image.toString())));
        }
        int known = listed.size();
        for (ObjectNode entry : entries) {
            boolean there =
                    listed.valueStream().anyMatch(one -> one.path("digest").equals(entry.path("digest")));
            if (!there) {
                listed.add(entry);
            }
        }
        if (listed.size() > known) {
            ObjectNode index = JSON.createObjectNode();
            index.put("schemaVersion", 2);
            index.put("mediaType", MediaTypes.OCI_INDEX);
            index.set("manifests", listed);
            tags.put(repository, tag(image), Manifest.of(bytes(index), MediaTypes.OCI_INDEX));
        }
    }

    /** Asks the registry, or where it has no such list, the fallback tag. */
    List<Referrer> of(Repository repository, OciDigest image) throws RegistryFailure {
        Optional<JsonNode> index = retry.run(() -> {
            Call call = Call.of("GET", http.uri(repository, "referrers/" + image));
            try (Answer answer = http.send(repository.host(), Scopes.pull(repository), call)) {
                return answer.expect(200, 404).status() == 404
                        ? Optional.empty()
                        : Optional.of(parse(answer.bytes(MOST_BYTES), call.toString()));
            }
        });
        if (index.isEmpty()) {
            Optional<OciDigest> fallback = manifests.resolve(repository, tag(image));
            if (fallback.isEmpty()) {
                return List.of();
            }
            index = Optional.of(parse(manifests.get(repository, fallback.get()).rawBytes(), image.toString()));
        }
        List<Referrer> referrers = new ArrayList<>();
        for (JsonNode one : array(index.get())) {
            referrers.add(referrer(one));
        }
        return List.copyOf(referrers);
    }

    private static Referrer referrer(JsonNode entry) throws RegistryFailure {
        try {
            return new Referrer(
                    entry.path("artifactType").asText(""),
                    new Descriptor(
                            entry.path("mediaType").asText(""),
                            new OciDigest(entry.path("digest").asText("")),
                            entry.path("size").asLong(-1)));
        } catch (IllegalArgumentException broken) {
            throw new RegistryFailure.Corrupt(
                    "a list of referrers has an entry that cannot be used: " + broken.getMessage());
        }
    }

    /** {@code sha256:…} as a tag may be written. */
    private static String tag(OciDigest image) {
        return image.value().replace(':', '-');
    }

    private static JsonNode array(JsonNode index) throws RegistryFailure {
        if (!index.path("manifests").isArray()) {
            throw new RegistryFailure.Corrupt("a list of referrers is no index (expected 'manifests')");
        }
        return index.path("manifests");
    }

    private static JsonNode parse(byte[] bytes, String what) throws RegistryFailure {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new RegistryFailure.Corrupt("the list of referrers of %s is not JSON".formatted(what));
        }
    }

    private static byte[] bytes(ObjectNode document) {
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a manifest has no JSON form", impossible);
        }
    }
}
