package dev.slipway.builder;

import dev.slipway.lifecycle.BuildId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The logs of the builds that run in this replica. */
@ApplicationScoped
class BuildLogs {
    private final Map<BuildId, BuildLog> logs = new ConcurrentHashMap<>();
    private final BuilderConfig config;

    BuildLogs(BuilderConfig config) {
        this.config = config;
    }

    /** A new log; one of an earlier attempt is forgotten. */
    BuildLog begin(BuildId build) {
        BuildLog log = new BuildLog(config.maxLog());
        logs.put(build, log);
        return log;
    }

    /** The log so far, which is then forgotten; empty when another replica or process had the build. */
    Optional<BuildLog> take(BuildId build) {
        return Optional.ofNullable(logs.remove(build));
    }
}
