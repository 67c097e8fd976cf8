package dev.slipway.deployer.target;

import dev.slipway.events.Json;
import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.yaml.BrokenYaml;
import dev.slipway.yaml.YamlDocument;
import dev.slipway.yaml.YamlMap;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final Pattern HOST = Pattern.compile("(unix|tcp|http|https)://[!-~]+");
    private static final Pattern LISTEN = Pattern.compile("([0-9a-zA-Z.:\\[\\]-]+):([0-9]{1,5})");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int HIGHEST_PORT = 65535;
    private static final String AN_ENGINE = "the address of a Docker Engine, such as unix:///var/run/docker.sock";
    private static final String AN_ADDRESS = "address:port, such as 127.0.0.1:18080";

    private final Path environments;

    Targets(@ConfigProperty(name = "slipway.environments") Path environments) {
        this.environments = environments;
    }

    public Target of(AppEnvironment place) throws BrokenYaml {
        YamlMap docker = environment(place.environment())
                .map("target")
                .only("docker")
                .map("docker")
                .only("host", "listen");
        YamlMap overlay = overlay(place).only("listen", "variables");
        String host = docker.optionalText("host", HOST, AN_ENGINE)
                .orElseThrow(() -> docker.broken("host", "nothing", AN_ENGINE));
        YamlMap listening = overlay.keys().contains("listen") ? overlay : docker;
        String listen = listening.text("listen", AN_ADDRESS);
        Matcher address = LISTEN.matcher(listen);
        if (!address.matches() || Integer.parseInt(address.group(2)) > HIGHEST_PORT) {
            throw listening.broken("listen", "'%s'".formatted(listen), AN_ADDRESS);
        }
        Map<String, String> variables = variables(overlay.map("variables"));
        String canonical = Json.text(Map.of("host", host, "listen", listen, "variables", variables));
        return new Target(
                URI.create(host),
                address.group(1),
                Integer.parseInt(address.group(2)),
                variables,
                Sha256.hex(canonical));
    }

    private YamlMap environment(EnvironmentName name) throws BrokenYaml {
        YamlMap root = YamlDocument.parse(environments.toString(), bytes(environments));
        List<String> known = new ArrayList<>();
        for (YamlMap one : root.maps("environments")) {
            String found = one.text("name", "the name of an environment");
            if (found.equals(name.value())) {
                return one;
            }
            known.add(found);
        }
        throw root.broken("environments", String.join(", ", known), "an environment '%s' among them".formatted(name));
    }

    private YamlMap overlay(AppEnvironment place) throws BrokenYaml {
        Path file = environments
                .resolveSibling("apps")
                .resolve(place.app().value())
                .resolve(place.environment().value() + ".yaml");
        byte[] none = "{}".getBytes(StandardCharsets.UTF_8);
        return YamlDocument.parse(file.toString(), Files.exists(file) ? bytes(file) : none);
    }

    private static Map<String, String> variables(YamlMap map) throws BrokenYaml {
        for (String name : map.keys()) {
            if (!VARIABLE.matcher(name).matches()) {
                throw map.broken(name, "'%s'".formatted(name), "the name of a variable, such as LOG_LEVEL");
            }
        }
        return new TreeMap<>(map.texts("a value"));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read %s: %s".formatted(file.toAbsolutePath(), e), e);
        }
    }
}
