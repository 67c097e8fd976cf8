package dev.slipway.deployer.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.events.Json;
import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.EnvironmentName;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads {@code environments.yaml} and {@code apps/<app>/<environment>.yaml} beside it, anew for each deployment: a change
 * takes effect at the next one.
 */
@ApplicationScoped
public class Targets {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern LISTEN = Pattern.compile("([0-9a-zA-Z.:\\[\\]-]+):([0-9]{1,5})");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Path environments;

    Targets(@ConfigProperty(name = "slipway.environments") Path environments) {
        this.environments = environments;
    }

    public Target of(AppEnvironment place) throws BrokenConfiguration {
        JsonNode docker = environment(place.environment()).path("target").path("docker");
        Path overlayFile = overlay(place);
        JsonNode overlay = Files.exists(overlayFile) ? read(overlayFile) : YAML.createObjectNode();
        String host = text(docker, "host", environments, place.environment() + ".target.docker.host");
        String listen = overlay.path("listen").isTextual()
                ? overlay.path("listen").asText()
                : text(docker, "listen", environments, place.environment() + ".target.docker.listen");
        Matcher address = LISTEN.matcher(listen);
        if (!address.matches()) {
            throw new BrokenConfiguration(
                    "%s: listen of %s is '%s' (expected <address>:<port>, such as 127.0.0.1:18080)"
                            .formatted(Files.exists(overlayFile) ? overlayFile : environments, place, listen));
        }
        Map<String, String> variables = variables(overlay, overlayFile);
        String canonical = Json.text(Map.of("host", host, "listen", listen, "variables", variables));
        return new Target(
                URI.create(host),
                address.group(1),
                Integer.parseInt(address.group(2)),
                variables,
                Sha256.hex(canonical));
    }

    private JsonNode environment(EnvironmentName name) throws BrokenConfiguration {
        for (JsonNode one : read(environments).path("environments")) {
            if (one.path("name").asText().equals(name.value())) {
                return one;
            }
        }
        throw new BrokenConfiguration(
                "%s: no environment '%s' in the list 'environments'".formatted(environments, name));
    }

    private Path overlay(AppEnvironment place) {
        return environments
                .resolveSibling("apps")
                .resolve(place.app().value())
                .resolve(place.environment().value() + ".yaml");
    }

    private static Map<String, String> variables(JsonNode overlay, Path file) throws BrokenConfiguration {
        Map<String, String> variables = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : overlay.path("variables").properties()) {
            if (!VARIABLE.matcher(one.getKey()).matches() || !one.getValue().isValueNode()) {
                throw new BrokenConfiguration("%s: variables.%s is %s (expected NAME: value)"
                        .formatted(file, one.getKey(), one.getValue().getNodeType()));
            }
            variables.put(one.getKey(), one.getValue().asText());
        }
        return variables;
    }

    private static String text(JsonNode node, String member, Path file, String key) throws BrokenConfiguration {
        JsonNode value = node.path(member);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new BrokenConfiguration("%s: %s is missing (expected a string)".formatted(file, key));
        }
        return value.asText();
    }

    private static JsonNode read(Path file) throws BrokenConfiguration {
        try {
            JsonNode node = YAML.readTree(file.toFile());
            return node == null || node.isMissingNode() || node.isNull() ? YAML.createObjectNode() : node;
        } catch (IOException e) {
            throw new BrokenConfiguration("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }
}
