package dev.slipway.console.pages;

import dev.slipway.console.http.Parameters;
import dev.slipway.console.http.Problem;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a command is about, as the query or the form says it. Only names that are known; read when asked for. */
record Target(Map<String, String> all) {
    private static final List<String> NAMES =
            List.of("app", "environment", "digest", "deployment", "build", "job", "advisory", "package");

    Target {
        all = Map.copyOf(all);
    }

    static Target of(MultivaluedMap<String, String> sent) {
        Map<String, String> all = new HashMap<>();
        for (String name : NAMES) {
            String value = sent.getFirst(name);
            if (value != null && !value.isBlank()) {
                all.put(name, value);
            }
        }
        return new Target(all);
    }

    @Nullable
    String optional(String name) {
        return all.get(name);
    }

    String required(String name) {
        String value = optional(name);
        if (value == null) {
            throw Problem.badRequest("'%s' is missing".formatted(name));
        }
        return value;
    }

    @Nullable
    Digest digest() {
        String text = optional("digest");
        return text == null ? null : Parameters.digest(text);
    }

    @Nullable
    DeploymentId deployment() {
        String text = optional("deployment");
        return text == null ? null : Parameters.deployment(text);
    }

    @Nullable
    AppEnvironment place() {
        String app = optional("app");
        String environment = optional("environment");
        return app == null || environment == null ? null : Parameters.place(app, environment);
    }

    AppEnvironment requiredPlace() {
        return Parameters.place(required("app"), required("environment"));
    }
}
