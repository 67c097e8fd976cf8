package dev.slipway.registry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image manifest or an index, kept as the bytes it came in: its digest is theirs, so writing it anew from a parsed
 * form could change its name. What it says is read on first use; a document that cannot be read is
 * {@link RegistryFailure.Corrupt}.
 */
public final class Manifest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final byte[] bytes;
    private final String mediaType;
    private final OciDigest digest;
    private volatile @Nullable JsonNode document;

    private Manifest(byte[] bytes, String mediaType) {
        this.bytes = bytes;
        this.mediaType = mediaType;
        this.digest = OciDigest.of(bytes);
    }

    public static Manifest of(byte[] bytes, String mediaType) {
        if (mediaType.isBlank()) {
            throw new IllegalArgumentException("a manifest needs a media type, for example " + MediaTypes.OCI_MANIFEST);
        }
        return new Manifest(bytes.clone(), mediaType);
    }

    /**
     * A manifest as a registry answered it. A document that can be read as two kinds is refused: two tools would see
     * two different images behind one digest.
     */
    static Manifest received(byte[] bytes, @Nullable String contentType) throws RegistryFailure {
        var document = parse(bytes, OciDigest.of(bytes));
        var isIndex = document.has("manifests");
        if (isIndex && (document.has("layers") || document.has("config"))) {
            throw new RegistryFailure.Corrupt(
                    "manifest %s has both manifests and layers; it must be either an index or an image"
                            .formatted(OciDigest.of(bytes)));
        }
        var inside = document.path("mediaType").asText("");
        var outside = specific(contentType);
        if (!inside.isEmpty() && !outside.isEmpty() && !inside.equals(outside)) {
            throw new RegistryFailure.Corrupt(
                    "manifest %s was sent as %s but calls itself %s".formatted(OciDigest.of(bytes), outside, inside));
        }
        var mediaType = !outside.isEmpty() ? outside : !inside.isEmpty() ? inside : byShape(document, isIndex);
        var manifest = new Manifest(bytes, mediaType);
        manifest.document = document;
        return manifest;
    }

    /** Some registries serve files as application/json or octets: that says nothing about the kind. */
    private static String specific(@Nullable String contentType) {
        var type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
        return type.startsWith("application/vnd.") ? type : "";
    }

    private static String byShape(JsonNode document, boolean isIndex) throws RegistryFailure {
        if (isIndex) {
            return MediaTypes.OCI_INDEX;
        }
        if (document.has("layers") && document.has("config")) {
            return MediaTypes.OCI_MANIFEST;
        }
        throw new RegistryFailure.Corrupt(
                "a document without media type, manifests or layers was sent as a manifest; is this a registry?");
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    byte[] rawBytes() {
        return bytes;
    }

    public String mediaType() {
        return mediaType;
    }

    public OciDigest digest() {
        return digest;
    }

    public Descriptor descriptor() {
        return new Descriptor(mediaType, digest, bytes.length);
    }

    public boolean isIndex() {
        return MediaTypes.isIndex(mediaType);
    }

    /** The image configuration; empty for an index. */
    public Optional<Descriptor> config() throws RegistryFailure {
        var config = document().path("config");
        return config.isObject() ? Optional.of(descriptor(config)) : Optional.empty();
    }

    /** The layers, lowest first; none for an index. */
    public List<Descriptor> layers() throws RegistryFailure {
        return descriptors("layers");
    }

    /** The manifests an index names; none for an image. */
    public List<Descriptor> manifests() throws RegistryFailure {
        return descriptors("manifests");
    }

    private List<Descriptor> descriptors(String field) throws RegistryFailure {
        var found = new ArrayList<Descriptor>();
        for (var node : document().path(field)) {
            found.add(descriptor(node));
        }
        return List.copyOf(found);
    }

    private Descriptor descriptor(JsonNode node) throws RegistryFailure {
        if (!node.path("size").isIntegralNumber()) {
            throw unreadable("a descriptor without a size: " + node);
        }
        try {
            return new Descriptor(
                    node.path("mediaType").asText(""),
                    new OciDigest(node.path("digest").asText("")),
                    node.path("size").longValue());
        } catch (IllegalArgumentException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    private RegistryFailure unreadable(String why) {
        return new RegistryFailure.Corrupt("manifest %s cannot be used: %s".formatted(digest, why));
    }

    private JsonNode document() throws RegistryFailure {
        var known = document;
        if (known == null) {
            known = parse(bytes, digest);
            document = known;
        }
        return known;
    }

    private static JsonNode parse(byte[] bytes, OciDigest digest) throws RegistryFailure {
        try {
            var parsed = JSON.readTree(bytes);
            if (parsed.isObject()) {
                return parsed;
            }
        } catch (JacksonException e) {
            throw new RegistryFailure.Corrupt("manifest %s is not JSON: %s".formatted(digest, e.getOriginalMessage()));
        } catch (IOException e) {
            throw new RegistryFailure.Corrupt("manifest %s cannot be read: %s".formatted(digest, e));
        }
        throw new RegistryFailure.Corrupt("manifest %s is not a JSON object".formatted(digest));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Manifest that && mediaType.equals(that.mediaType) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "%s (%s, %d bytes)".formatted(digest, mediaType, bytes.length);
    }
}
