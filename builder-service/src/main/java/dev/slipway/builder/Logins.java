package dev.slipway.builder;

import dev.slipway.engine.RegistryCredentials;
import dev.slipway.registry.Credentials;
import dev.slipway.registry.DockerConfig;
import dev.slipway.registry.Repository;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registries' logins, read when the builder starts. */
@ApplicationScoped
class Logins {
    private final @Nullable DockerConfig file;

    Logins(BuilderConfig config) {
        try {
            this.file = config.dockerConfig().isPresent()
                    ? DockerConfig.read(config.dockerConfig().get())
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "slipway.builder.docker-config cannot be used: %s".formatted(e.getMessage()), e);
        }
    }

    Credentials forRegistries() {
        return file == null ? Credentials.anonymous() : file;
    }

    /** All of them: a Dockerfile may name any base image that they open. */
    Map<String, RegistryCredentials> forBuilds() {
        Map<String, RegistryCredentials> logins = new HashMap<>();
        if (file != null) {
            file.logins()
                    .forEach((host, login) ->
                            logins.put(host, new RegistryCredentials(login.username(), login.password())));
        }
        return logins;
    }

    @Nullable
    RegistryCredentials forPush(String repository) {
        return forBuilds().get(Repository.parse(repository).host());
    }
}
