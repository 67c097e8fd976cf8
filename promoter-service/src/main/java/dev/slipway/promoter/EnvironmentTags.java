package dev.slipway.promoter;

import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.registry.OciDigest;
import dev.slipway.registry.RegistryClient;
import dev.slipway.registry.RegistryFailure;
import dev.slipway.registry.RegistryOptions;
import dev.slipway.registry.Repository;
import dev.slipway.registry.TagRule;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** The tag that bears an environment's name and follows what was let into it: for people; nothing here reads it. */
@ApplicationScoped
class EnvironmentTags {
    private final RegistryClient client;

    EnvironmentTags(PromoterConfig config) {
        this.client = new RegistryClient(RegistryOptions.defaults()
                .withPlainHttpOnLoopback()
                .withPlainHttp(config.plainHttpRegistries().orElse(Set.of())));
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /** Names the same bytes once more: the manifest is sent back as it was read, so its digest cannot change. */
    void set(String repository, Digest digest, EnvironmentName environment) throws StepFailure {
        try {
            client.tag(
                    Repository.parse(repository), new OciDigest(digest.value()), environment.value(), TagRule.MOVABLE);
        } catch (RegistryFailure e) {
            String message = String.valueOf(e.getMessage());
            throw e.retryable()
                    ? new StepFailure.Transient("tag", message, e)
                    : new StepFailure.Terminal("tag", message, e);
        }
    }
}
