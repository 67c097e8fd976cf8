package dev.slipway.faults.judge;

import dev.slipway.demo.Callers;
import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.ContainerState;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * P4 and P2 on the engine: in each environment exactly the container of the deployment that serves runs, from the approved
 * digest, behind a proxy that answers; nothing else of the app is left.
 */
final class Containers {
    private final ContainerEngine engine;
    private final String app;

    Containers(ContainerEngine engine, String app) {
        this.engine = engine;
        this.app = app;
    }

    private record Serving(
            String environment, String digest, String deployment, String url, String image, String permission) {}

    List<Violation> judge(Connection connection) throws SQLException, InterruptedException {
        List<Violation> found = new ArrayList<>();
        List<ContainerState> left = new ArrayList<>(engine.list(Map.of("slipway.app", app)));
        for (Serving serving : LedgerCopy.rows(
                connection,
                """
            select s.environment, s.digest, s.deployment_id::text as deployment, s.url, a.image_repository, p.state
            from serving s join artifact a on a.digest = s.digest
            left join placement p on p.app = s.app and p.environment = s.environment and p.digest = s.digest
            where s.app = '%s'""".formatted(app),
                row -> new Serving(
                        row.getString("environment"),
                        row.getString("digest"),
                        row.getString("deployment"),
                        row.getString("url"),
                        row.getString("image_repository") + "@" + row.getString("digest"),
                        String.valueOf(row.getString("state"))))) {
            serves(serving, left, found);
        }
        left.removeIf(state -> "proxy".equals(state.labels().get("slipway.part")));
        left.forEach(state -> found.add(new Violation(
                "P2", "container %s (%s) runs and serves nobody".formatted(state.name(), state.imageReference()))));
        return found;
    }

    private static void serves(Serving serving, List<ContainerState> left, List<Violation> found)
            throws InterruptedException {
        if (!serving.permission().equals("APPROVED")) {
            found.add(new Violation(
                    "P4",
                    "%s serves in %s and is %s there"
                            .formatted(serving.digest(), serving.environment(), serving.permission())));
        }
        ContainerState state = left.stream()
                .filter(one -> serving.deployment().equals(one.labels().get("slipway.deployment")))
                .findFirst()
                .orElse(null);
        if (state == null || !state.running()) {
            found.add(new Violation(
                    "P4",
                    "deployment %s serves in %s, but its container does not run"
                            .formatted(serving.deployment(), serving.environment())));
        } else {
            left.remove(state);
            if (!state.imageReference().equals(serving.image())) {
                found.add(new Violation(
                        "P4",
                        "container %s runs %s, approved was %s"
                                .formatted(state.name(), state.imageReference(), serving.image())));
            }
        }
        if (Callers.ask(URI.create(serving.url())).isEmpty()) {
            found.add(
                    new Violation("P4", "nobody answers at %s for %s".formatted(serving.url(), serving.environment())));
        }
    }
}
