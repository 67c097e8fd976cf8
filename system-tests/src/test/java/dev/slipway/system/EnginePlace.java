package dev.slipway.system;

import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerState;
import dev.slipway.engine.EngineConfig;
import dev.slipway.engine.EngineFailure;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Where the Docker Engine of these tests answers. */
public record EnginePlace(URI address) {
    /** Skips the test, saying why, where no engine answers. */
    public static EnginePlace find() {
        String named = System.getenv("DOCKER_HOST");
        EnginePlace place =
                new EnginePlace(URI.create(named == null || named.isBlank() ? "unix:///var/run/docker.sock" : named));
        try (ContainerEngine engine = place.connect()) {
            engine.ping();
        } catch (EngineFailure.Unreachable e) {
            String reason = "skipped: needs a Docker Engine; " + e.getMessage();
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        return place;
    }

    ContainerEngine connect() {
        return ContainerEngine.connect(EngineConfig.at(address));
    }

    List<ContainerState> containersOf(String app) {
        try (ContainerEngine engine = connect()) {
            return engine.list(Map.of("slipway.app", app));
        }
    }
}
