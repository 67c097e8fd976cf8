package dev.slipway.deployer.target;

import dev.slipway.deployer.target.Target.DriftPolicy;
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
import java.util.Locale;
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
    private static final Pattern SECRET = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final int HIGHEST_PORT = 65535;
    private static final String AN_ENGINE = "the address of a Docker Engine, such as unix:///var/run/docker.sock";
    private static final String A_REFERENCE =
            "where the secret is to be had, such as file:/etc/slipway/secrets/db-password";
    private static final String AN_ADDRESS = "address:port, such as 127.0.0.1:18080";

    private final Path environments;

    Targets(@ConfigProperty(name = "slipway.environments") Path environments) {
        this.environments = environments;
    }

    /** Where the file is not configured but given. */
    public static Targets in(Path environments) {
        return new Targets(environments);
    }

    public Target of(AppEnvironment place) throws BrokenYaml {
        YamlMap environment = environment(place.environment());
        YamlMap docker = environment.map("target").only("docker").map("docker").only("host", "listen");
        YamlMap overlay = overlay(place).only("listen", "variables", "secrets", "replicas", "strategy", "drift");
        overlay.integer(
                "replicas", 1, 1, 1); // more than one is not there yet, and asking for it must not pass in silence
        String host = docker.optionalText("host", HOST, AN_ENGINE)
                .orElseThrow(() -> docker.broken("host", "nothing", AN_ENGINE));
        YamlMap listening = overlay.keys().contains("listen") ? overlay : docker;
        String listen = listening.text("listen", AN_ADDRESS);
        Matcher address = LISTEN.matcher(listen);
        if (!address.matches() || Integer.parseInt(address.group(2)) > HIGHEST_PORT) {
            throw listening.broken("listen", "'%s'".formatted(listen), AN_ADDRESS);
        }
        Strategy strategy = StrategySection.read(environment.map("strategy"), Strategy.STANDARD);
        return new Target(
                URI.create(host),
                address.group(1),
                Integer.parseInt(address.group(2)),
                variables(overlay.map("variables")),
                secrets(overlay.map("secrets"), docker, host),
                StrategySection.read(overlay.map("strategy"), strategy),
                drift(overlay, drift(environment, DriftPolicy.REPORT)));
    }

    private static DriftPolicy drift(YamlMap map, DriftPolicy otherwise) throws BrokenYaml {
        String wanted = "report or repair";
        return map.optionalText("drift", Pattern.compile("report|repair"), wanted)
                .map(text -> DriftPolicy.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(otherwise);
    }

    /** A value in place of a reference is refused, and not repeated in the refusal. */
    private static Map<String, SecretReference> secrets(YamlMap map, YamlMap docker, String host) throws BrokenYaml {
        Map<String, SecretReference> secrets = new TreeMap<>();
        for (Map.Entry<String, String> one : map.texts(A_REFERENCE).entrySet()) {
            if (!SECRET.matcher(one.getKey()).matches()) {
                throw map.broken(
                        one.getKey(), "'%s'".formatted(one.getKey()), "the name of a file, such as db-password");
            }
            if (!SecretReference.isOne(one.getValue())) {
                throw map.broken(one.getKey(), "something else (not repeated here)", A_REFERENCE);
            }
            secrets.put(one.getKey(), new SecretReference(one.getValue()));
        }
        if (!secrets.isEmpty() && !host.startsWith("unix://")) {
            throw docker.broken(
                    "host", "'%s'".formatted(host), "unix://…: secrets are given to an engine on this machine only");
        }
        return secrets;
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
