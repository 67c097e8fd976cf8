package dev.slipway.scanner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.events.Json;
import dev.slipway.ledger.ArtifactView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Digest;
import dev.slipway.registry.Attachment;
import dev.slipway.registry.Descriptor;
import dev.slipway.registry.DockerConfig;
import dev.slipway.registry.Manifest;
import dev.slipway.registry.OciDigest;
import dev.slipway.registry.Referrers;
import dev.slipway.registry.RegistryClient;
import dev.slipway.registry.RegistryFailure;
import dev.slipway.registry.RegistryOptions;
import dev.slipway.registry.Repository;
import dev.slipway.scanner.inventory.LayerSource;
import dev.slipway.scanner.lint.ImageConfig;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An image's layers as the registry has them. */
@Startup // a login that cannot be read is told at once, not at the first job
@ApplicationScoped
class Registry {
    private static final int MAX_CONFIG_BYTES = 8 << 20;
    private final RegistryClient client;

    Registry(ScannerConfig config) {
        this.client = new RegistryClient(RegistryOptions.defaults()
                .withCredentials(DockerConfig.named("slipway.scanner.docker-config", config.dockerConfig()))
                .withPlainHttpOnLoopback()
                .withPlainHttp(config.plainHttpRegistries().orElse(Set.of())));
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /**
     * An image to be read.
     *
     * @param layers lowest first, with the uncompressed digests the image's configuration claims
     */
    record Image(List<LayerSource> layers, ImageConfig config) {}

    Image image(ArtifactView artifact) throws IOException {
        Repository repository = Repository.parse(artifact.imageRepository());
        Manifest manifest =
                client.manifest(repository, new OciDigest(artifact.digest().value()));
        List<Descriptor> layers = manifest.layers();
        JsonNode config = config(repository, manifest);
        List<@Nullable Digest> diffIds = diffIds(config, layers.size());
        List<LayerSource> sources = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Descriptor layer = layers.get(i);
            sources.add(new LayerSource(
                    new Digest(layer.digest().value()),
                    diffIds.get(i),
                    layer.mediaType(),
                    () -> client.blob(repository, layer)));
        }
        return new Image(sources, ImageConfig.of(config));
    }

    /** Lists the attachments at the image; one that is there stays as it is. */
    Referrers.Attached attach(Repository repository, OciDigest image, List<Attachment> attachments) throws IOException {
        return client.attach(repository, image, attachments);
    }

    static StepFailure failure(RegistryFailure e) {
        return e.retryable() || e instanceof RegistryFailure.NotFound
                ? new StepFailure.Transient("registry", String.valueOf(e.getMessage()), e)
                : new StepFailure.Terminal("registry", String.valueOf(e.getMessage()), e);
    }

    private JsonNode config(Repository repository, Manifest manifest) throws IOException {
        Descriptor config = manifest.config()
                .orElseThrow(() -> new IOException(
                        "%s is an index of several images; one image was expected".formatted(manifest.digest())));
        if (config.size() > MAX_CONFIG_BYTES) {
            throw new IOException("the configuration of %s has %d bytes, over the limit of %d"
                    .formatted(manifest.digest(), config.size(), MAX_CONFIG_BYTES));
        }
        try (InputStream body = client.blob(repository, config)) {
            return Json.MAPPER.readTree(body);
        }
    }

    private static List<@Nullable Digest> diffIds(JsonNode config, int count) {
        JsonNode ids = config.path("rootfs").path("diff_ids");
        List<@Nullable Digest> diffIds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            diffIds.add(ids.path(i).isTextual() ? new Digest(ids.path(i).asText()) : null);
        }
        return diffIds;
    }
}
