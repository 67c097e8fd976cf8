package dev.slipway.deployer;

import dev.slipway.engine.RegistryCredentials;
import dev.slipway.ledger.StepFailure;
import dev.slipway.registry.DockerConfig;
import dev.slipway.registry.RegistryFailure;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** The registries' logins, read when the deployer starts. */
@Startup // a login that cannot be read is told at once, not at the first job
@ApplicationScoped
class Logins {
    private final DockerConfig file;

    Logins(DeployerConfig config) {
        this.file = DockerConfig.named("slipway.deployer.docker-config", config.dockerConfig());
    }

    /** The login that opens the registry of this image; null where none is known. */
    @Nullable
    RegistryCredentials forPull(String image) throws StepFailure.Terminal {
        try {
            return file.forHost(registry(image))
                    .map(login -> new RegistryCredentials(login.username(), login.password()))
                    .orElse(null);
        } catch (RegistryFailure e) {
            throw new StepFailure.Terminal("prepare", String.valueOf(e.getMessage()), e);
        }
    }

    /** As engines read a name: what comes before the first slash is a registry if it looks like an address. */
    static String registry(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost") ? first : "docker.io";
    }
}
