package dev.slipway.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Documents about an image, beside it: manifests whose {@code subject} it is. A registry that lists them says so when it
 * takes one; for others {@link ReferrerLists} keeps the list.
 */
public final class Referrers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] EMPTY = {'{', '}'};
    private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";

    private final Manifests manifests;
    private final Blobs blobs;
    private final ReferrerLists lists;

    Referrers(Manifests manifests, Blobs blobs, ReferrerLists lists) {
        this.manifests = manifests;
        this.blobs = blobs;
        this.lists = lists;
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
        Map<OciDigest, ObjectNode> written = new LinkedHashMap<>();
        boolean indexed = true;
        for (Attachment attachment : attachments) {
            Manifest manifest = write(repository, subject, attachment);
            indexed &= manifests.putReferrer(repository, manifest);
            written.put(manifest.digest(), entry(manifest, attachment));
        }
        if (!indexed) {
            lists.complete(repository, image, written);
        }
        return new Attached(List.copyOf(written.keySet()), indexed);
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

    /** Asks the registry, or where it has no such list, the fallback tag. */
    List<Referrer> of(Repository repository, OciDigest image) throws RegistryFailure {
        List<Referrer> referrers = new ArrayList<>();
        for (JsonNode one : lists.list(repository, image).descriptors().values()) {
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

    private static byte[] bytes(ObjectNode document) {
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a manifest has no JSON form", impossible);
        }
    }
}
