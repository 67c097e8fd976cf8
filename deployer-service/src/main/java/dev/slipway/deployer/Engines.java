package dev.slipway.deployer;

import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.EngineConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One connection per Docker host. */
@ApplicationScoped
class Engines {
    private final Map<URI, ContainerEngine> engines = new ConcurrentHashMap<>();

    ContainerEngine at(URI host) {
        return engines.computeIfAbsent(host, one -> ContainerEngine.connect(EngineConfig.at(one)));
    }

    @PreDestroy
    void close() {
        engines.values().forEach(ContainerEngine::close);
    }
}
