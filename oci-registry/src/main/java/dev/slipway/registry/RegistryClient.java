package dev.slipway.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes images in any number of registries. Every method tries again by itself when a registry is busy or
 * away for a moment; what it throws afterwards says by {@link RegistryFailure#retryable()} whether later may be better.
 * An interrupted caller gets {@link RegistryFailure.Unavailable} and keeps its interrupt. Safe for many threads.
 */
public final class RegistryClient implements AutoCloseable {
    private final RegistryHttp http;
    private final RetryPolicy retry;
    private final Manifests manifests;
    private final Blobs blobs;
    private final Tags tags;
    private final ReferrerLists lists;
    private final Referrers referrers;

    public RegistryClient(RegistryOptions options) {
        this(options, new RetryPolicy());
    }

    RegistryClient(RegistryOptions options, RetryPolicy retry) {
        this.http = new RegistryHttp(options);
        this.retry = retry;
        this.manifests = new Manifests(http, retry);
        this.blobs = new Blobs(http, retry);
        this.tags = new Tags(http, retry, manifests);
        this.lists = new ReferrerLists(http, retry, manifests, tags);
        this.referrers = new Referrers(manifests, blobs, lists);
    }

    /** Asks whether a registry answers there and accepts our login. */
    public void ping(String host) throws RegistryFailure {
        retry.run(() -> {
            try (var answer = http.send(host, Scopes.none(), Call.of("GET", http.base(host)))) {
                return answer.expect(200).status();
            }
        });
    }

    /** The manifest with this digest; bytes that hash to another one are {@link RegistryFailure.Corrupt}. */
    public Manifest manifest(Repository repository, OciDigest digest) throws RegistryFailure {
        return manifests.get(repository, digest);
    }

    /** What the tag names now. It may name something else a moment later: go on by digest. */
    public Manifest manifest(Repository repository, String tag) throws RegistryFailure {
        return manifests.get(repository, Tags.checked(tag));
    }

    /** The digest a tag names now; empty when there is no such tag or no such repository. */
    public Optional<OciDigest> resolve(Repository repository, String tag) throws RegistryFailure {
        return manifests.resolve(repository, Tags.checked(tag));
    }

    /** Writes the manifest under its digest, byte for byte, and reads it back. */
    public void putManifest(Repository repository, Manifest manifest) throws RegistryFailure {
        manifests.put(repository, manifest.digest().value(), manifest);
    }

    /** Writes the manifest under a tag, moving the tag if it was elsewhere, and reads both back. */
    public void putManifest(Repository repository, String tag, Manifest manifest) throws RegistryFailure {
        tags.put(repository, Tags.checked(tag), manifest);
    }

    /**
     * Lets a tag name a manifest that the repository has; nothing happens where it already does. With
     * {@link TagRule#IMMUTABLE} a tag that names another manifest stays and {@link RegistryFailure.TagTaken} says which.
     * Registries cannot do this check and the write as one step: let only one writer at a tag.
     */
    public void tag(Repository repository, OciDigest digest, String tag, TagRule rule) throws RegistryFailure {
        tags.set(repository, digest, Tags.checked(tag), rule);
    }

    /** All tags, in the registry's order. */
    public List<String> tags(Repository repository) throws RegistryFailure {
        return tags.list(repository);
    }

    public boolean blobExists(Repository repository, OciDigest digest) throws RegistryFailure {
        return blobs.exists(repository, digest);
    }

    /**
     * The blob as a stream, to be closed by the caller. Reading throws {@link RegistryFailure.Corrupt} before the last
     * byte is handed out if size or digest are wrong, and {@link RegistryFailure.Unavailable} when the connection breaks
     * or falls silent. A reader that stops before the end has checked nothing.
     */
    public InputStream blob(Repository repository, Descriptor blob) throws RegistryFailure {
        return blobs.open(repository, blob);
    }

    /**
     * Uploads a blob in one request. The bytes are checked on their way out; a source that cannot be read or gives the
     * wrong bytes fails with its own exception, and the registry keeps nothing.
     */
    public void putBlob(Repository repository, OciDigest digest, long size, BlobSource source) throws IOException {
        blobs.put(repository, digest, size, source);
    }

    /** Uploads a small blob. */
    public OciDigest putBlob(Repository repository, byte[] content) throws IOException {
        var digest = OciDigest.of(content);
        blobs.put(repository, digest, content.length, () -> new ByteArrayInputStream(content));
        return digest;
    }

    /**
     * Makes a blob of one repository part of another in the same registry without moving its bytes. False when the
     * registry does not do it, often because it does not have the blob: then upload it.
     */
    public boolean mountBlob(Repository target, OciDigest digest, Repository source) throws RegistryFailure {
        return blobs.mount(target, digest, source);
    }

    /**
     * Puts documents beside an image, as referrers. Where the registry does not list them, they are listed under the tag
     * that the specification has for it: let only one writer at an image. Again with the same, nothing changes.
     */
    public Referrers.Attached attach(Repository repository, OciDigest image, List<Attachment> attachments)
            throws IOException {
        return referrers.attach(repository, image, attachments);
    }

    ReferrerLists lists() {
        return lists;
    }

    /** The documents beside an image, by the registry's list or the fallback tag. */
    public List<Referrers.Referrer> referrers(Repository repository, OciDigest image) throws RegistryFailure {
        return referrers.of(repository, image);
    }

    /** Ends at once, also for threads in the middle of a request or a blob. */
    @Override
    public void close() {
        http.close();
    }
}
