package dev.slipway.promoter;

import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Digest;
import dev.slipway.registry.DockerConfig;
import dev.slipway.registry.ImageCopy;
import dev.slipway.registry.OciDigest;
import dev.slipway.registry.RegistryClient;
import dev.slipway.registry.RegistryFailure;
import dev.slipway.registry.RegistryOptions;
import dev.slipway.registry.Repository;
import dev.slipway.registry.TagRule;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Puts the bytes of what may run somewhere into place: in the environment's repository, under its tags. */
@Startup // a login that cannot be read is told at once, not at the first job
@ApplicationScoped
class PromotedImages {
    private static final Logger LOG = Logger.getLogger(PromotedImages.class);

    private final RegistryClient client;

    PromotedImages(PromoterConfig config) {
        this.client = new RegistryClient(RegistryOptions.defaults()
                .withCredentials(DockerConfig.named("slipway.promoter.docker-config", config.dockerConfig()))
                .withPlainHttpOnLoopback()
                .withPlainHttp(config.plainHttpRegistries().orElse(Set.of())));
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /**
     * Returns when the target has the image with all that refers to it, and the tags name it. The same bytes under the
     * same digest: nothing is written anew. Called again after a crash it does what is left.
     */
    void place(String source, Digest digest, String target, Map<String, TagRule> tags)
            throws StepFailure, InterruptedException {
        try {
            ImageCopy.Copied copied = new ImageCopy(client)
                    .copy(Repository.parse(source), new OciDigest(digest.value()), Repository.parse(target), tags);
            if (!source.equals(target)) {
                LOG.infof(
                        "image copied: digest=%s to=%s mounted=%d sent=%d bytes=%d",
                        digest, target, copied.blobsMounted(), copied.blobsSent(), copied.bytesSent());
            }
        } catch (RegistryFailure e) {
            throw failure("could not put %s into %s: %s".formatted(digest, target, e.getMessage()), e);
        }
    }

    private static StepFailure failure(String message, RegistryFailure cause) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(message);
        }
        // a tag that is taken may only have been moved by another promotion at the same time
        return cause.retryable() || cause instanceof RegistryFailure.TagTaken
                ? new StepFailure.Transient("copy", message, cause)
                : new StepFailure.Terminal("copy", message, cause);
    }
}
