package dev.slipway.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The typed client's configuration, from {@link EngineConfig} and nothing else: the library's own builder would also read
 * environment variables, properties and the login file of whoever runs the process.
 */
final class PlainClientConfig implements DockerClientConfig {
    private final URI host;
    private final ApiVersion version;
    private final ObjectMapper mapper = DockerClientConfig.getDefaultObjectMapper();

    PlainClientConfig(URI host, ApiVersion version) {
        this.host = host;
        this.version = version;
    }

    @Override
    public URI getDockerHost() {
        return host;
    }

    @Override
    public RemoteApiVersion getApiVersion() {
        return RemoteApiVersion.create(version.major(), version.minor());
    }

    @Override
    public @Nullable String getRegistryUsername() {
        return null;
    }

    @Override
    public @Nullable String getRegistryPassword() {
        return null;
    }

    @Override
    public @Nullable String getRegistryEmail() {
        return null;
    }

    @Override
    public @Nullable String getRegistryUrl() {
        return null;
    }

    @Override
    public @Nullable AuthConfig effectiveAuthConfig(String imageName) {
        return null;
    }

    @Override
    public AuthConfigurations getAuthConfigurations() {
        return new AuthConfigurations();
    }

    /** The connections are made by {@link EngineConnection}, TLS included. */
    @Override
    @SuppressWarnings("deprecation") // the interface wants the deprecated type
    public com.github.dockerjava.core.@Nullable SSLConfig getSSLConfig() {
        return null;
    }

    @Override
    public ObjectMapper getObjectMapper() {
        return mapper;
    }
}
