package dev.slipway.builder;

import dev.slipway.engine.RegistryCredentials;
import dev.slipway.registry.Credentials;
import dev.slipway.registry.DockerConfig;
import dev.slipway.registry.Repository;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registries' logins, read when the builder starts. */
@Startup // a login that cannot be read is told at once, not at the first job
@ApplicationScoped
class Logins {
    private final DockerConfig file;

    Logins(BuilderConfig config) {
        this.file = DockerConfig.named("slipway.builder.docker-config", config.dockerConfig());
    }

    Credentials forRegistries() {
        return file;
    }

    /** All of them: a Dockerfile may name any base image that they open. */
    Map<String, RegistryCredentials> forBuilds() {
        Map<String, RegistryCredentials> logins = new HashMap<>();
        file.logins()
                .forEach(
                        (host, login) -> logins.put(host, new RegistryCredentials(login.username(), login.password())));
        return logins;
    }

    @Nullable
    RegistryCredentials forPush(String repository) {
        return forBuilds().get(Repository.parse(repository).host());
    }
}
