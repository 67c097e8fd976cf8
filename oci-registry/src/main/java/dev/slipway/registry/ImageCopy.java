package dev.slipway.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Copies an image by its digest from one repository to another, of the same registry or not: the same bytes under the
 * same name, with the images of an index, then with what refers to them, and its tags last. Whatever is there already
 * is not sent again, so a copy that broke off is simply made again. Safe for many threads; only one copy at a time may
 * write the same tags or the referrers of the same digest.
 */
public final class ImageCopy {
    /** As many blobs at once as other tools move: more make registries refuse. */
    private static final int AT_ONCE = 4;

    /** How cosign names what it keeps about a digest where registries know of no referrers. */
    private static final List<String> DIGEST_TAGS = List.of(".sig", ".att", ".sbom");

    private final RegistryClient client;

    public ImageCopy(RegistryClient client) {
        this.client = client;
    }

    /** What had to be done: blobs the target had already are not in it. */
    public record Copied(int manifests, int blobsMounted, int blobsSent, long bytesSent) {}

    /**
     * Returns when the target has everything and its tags name the digest.
     *
     * @param tags with the rule of each; an immutable one that names another digest is {@link RegistryFailure.TagTaken},
     *     before anything is copied
     */
    public Copied copy(Repository source, OciDigest digest, Repository target, Map<String, TagRule> tags)
            throws RegistryFailure, InterruptedException {
        Map<String, TagRule> ordered = new TreeMap<>(tags);
        for (var tag : ordered.entrySet()) {
            refuseTaken(target, digest, tag.getKey(), tag.getValue());
        }
        Run run = new Run(source, target);
        run.image(digest);
        run.referrers();
        for (var tag : ordered.entrySet()) {
            client.tag(target, digest, tag.getKey(), tag.getValue());
        }
        return run.copied();
    }

    private void refuseTaken(Repository target, OciDigest digest, String tag, TagRule rule) throws RegistryFailure {
        if (rule == TagRule.IMMUTABLE) {
            Optional<OciDigest> present = client.resolve(target, tag);
            if (present.isPresent() && !present.get().equals(digest)) {
                throw new RegistryFailure.TagTaken(
                        target, tag, present.get(), digest, "it is immutable, so nothing was copied");
            }
        }
    }

    /** One copy under way. */
    private final class Run {
        private final Repository source;
        private final Repository target;
        private final Set<OciDigest> seen = new HashSet<>();

        /** Every manifest copied, in the order of copying; grows while what refers to them is copied. */
        private final List<OciDigest> subjects = new ArrayList<>();

        private final AtomicInteger mounted = new AtomicInteger();
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();

        Run(Repository source, Repository target) {
            this.source = source;
            this.target = target;
        }

        Copied copied() {
            return new Copied(subjects.size(), mounted.get(), sent.get(), bytes.get());
        }

        /** What a manifest names goes first: registries refuse one whose parts they do not have. */
        void image(OciDigest digest) throws RegistryFailure, InterruptedException {
            if (!seen.add(digest)) {
                return;
            }
            Manifest manifest = client.manifest(source, digest);
            List<Descriptor> blobs = new ArrayList<>();
            for (Descriptor part : manifest.manifests()) {
                if (MediaTypes.isManifest(part.mediaType())) {
                    image(part.digest());
                } else {
                    blobs.add(part);
                }
            }
            manifest.config().ifPresent(blobs::add);
            blobs.addAll(manifest.layers());
            if (!source.equals(target)) {
                blobs(blobs);
                client.putManifest(target, manifest);
            }
            subjects.add(digest);
        }

        private void blobs(List<Descriptor> blobs) throws RegistryFailure, InterruptedException {
            List<Callable<Boolean>> work = new ArrayList<>();
            blobs.stream().distinct().forEach(blob -> work.add(() -> blob(blob)));
            try (var pool = Executors.newFixedThreadPool(
                    AT_ONCE, Thread.ofVirtual().name("copy-", 0).factory())) {
                for (Future<Boolean> done : pool.invokeAll(work)) {
                    done.get();
                }
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            }
        }

        private static RegistryFailure failure(@Nullable Throwable cause) {
            return switch (cause) {
                case RegistryFailure known -> known;
                case IOException broken ->
                    new RegistryFailure.Unavailable("a blob could not be copied: " + broken, broken, null, false);
                case null, default -> throw new IllegalStateException("a blob could not be copied", cause);
            };
        }

        private boolean blob(Descriptor blob) throws IOException {
            if (client.blobExists(target, blob.digest()) || (isForeign(blob) && !atSource(blob))) {
                return false;
            }
            if (source.host().equals(target.host()) && client.mountBlob(target, blob.digest(), source)) {
                mounted.incrementAndGet();
                return true;
            }
            client.putBlob(target, blob.digest(), blob.size(), () -> client.blob(source, blob));
            sent.incrementAndGet();
            bytes.addAndGet(blob.size());
            return true;
        }

        private boolean atSource(Descriptor blob) throws RegistryFailure {
            return client.blobExists(source, blob.digest());
        }

        /** Layers that their maker does not let others distribute: registries name them without having them. */
        private static boolean isForeign(Descriptor blob) {
            return blob.mediaType().contains(".nondistributable.")
                    || blob.mediaType().contains(".foreign.");
        }

        /** Only now that the images are there: some registries refuse what refers to nothing. */
        void referrers() throws RegistryFailure, InterruptedException {
            if (source.equals(target)) {
                return;
            }
            for (int i = 0; i < subjects.size(); i++) {
                OciDigest subject = subjects.get(i);
                var listed = client.lists().list(source, subject).descriptors();
                for (OciDigest referrer : listed.keySet()) {
                    image(referrer);
                }
                client.lists().complete(target, subject, listed);
                digestTags(subject);
            }
        }

        private void digestTags(OciDigest subject) throws RegistryFailure, InterruptedException {
            for (String suffix : DIGEST_TAGS) {
                String tag = ReferrerLists.fallbackTag(subject) + suffix;
                Optional<OciDigest> named = client.resolve(source, tag);
                if (named.isPresent()) {
                    image(named.get());
                    client.tag(target, named.get(), tag, TagRule.MOVABLE);
                }
            }
        }
    }
}
