package dev.slipway.promoter.policy;

import dev.slipway.events.Sha256;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.registry.Repository;
import dev.slipway.yaml.BrokenYaml;
import dev.slipway.yaml.YamlDocument;
import dev.slipway.yaml.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code environments.yaml}: the whole is checked, so that a wrong name is found before it is needed. */
public final class PolicyFile {
    private PolicyFile() {}

    public static Policy read(String file, byte[] utf8) throws BrokenYaml {
        YamlMap root = YamlDocument.parse(file, utf8).only("environments");
        Map<String, EnvironmentPolicy> known = new LinkedHashMap<>();
        for (YamlMap one : root.maps("environments")) {
            EnvironmentPolicy environment = environment(one, known);
            known.put(environment.name().value(), environment);
        }
        if (known.isEmpty()) {
            throw root.broken("environments", "no environment", "at least one, such as '- {name: dev, auto: true}'");
        }
        return new Policy(List.copyOf(known.values()), Sha256.hex(utf8));
    }

    private static EnvironmentPolicy environment(YamlMap map, Map<String, EnvironmentPolicy> before) throws BrokenYaml {
        map.only("name", "after", "auto", "repository", "gates", "target", "strategy", "drift");
        EnvironmentName name = name(map);
        if (before.containsKey(name.value())) {
            throw map.broken("name", "'%s' again".formatted(name), "each environment once");
        }
        List<EnvironmentName> after = after(map, before);
        return new EnvironmentPolicy(
                name,
                after,
                map.bool("auto", false),
                repository(map),
                GatesSection.read(map.map("gates"), !after.isEmpty()));
    }

    private static EnvironmentName name(YamlMap map) throws BrokenYaml {
        String wanted = "a name of small letters, digits and dashes";
        String text = map.text("name", wanted);
        try {
            return new EnvironmentName(text);
        } catch (IllegalArgumentException e) {
            throw map.broken("name", "'%s'".formatted(text), wanted);
        }
    }

    /** Only what stands above can come before: so there is no circle. */
    private static List<EnvironmentName> after(YamlMap map, Map<String, EnvironmentPolicy> before) throws BrokenYaml {
        List<EnvironmentName> after = new ArrayList<>();
        for (String name : map.texts("after", "a list of environments")) {
            EnvironmentPolicy environment = before.get(name);
            if (environment == null) {
                throw map.broken(
                        "after",
                        "'%s'".formatted(name),
                        before.isEmpty()
                                ? "an environment that stands above this one, and there is none"
                                : "an environment that stands above this one: " + String.join(", ", before.keySet()));
            }
            after.add(environment.name());
        }
        return after;
    }

    private static @Nullable String repository(YamlMap map) throws BrokenYaml {
        String wanted = "a registry and a path, such as registry.example.com/prod/{app}";
        String text = map.optionalText("repository", wanted).orElse(null);
        if (text != null) {
            try {
                Repository.parse(text.replace("{app}", "app"));
            } catch (IllegalArgumentException e) {
                throw map.broken("repository", "'%s'".formatted(text), wanted);
            }
        }
        return text;
    }
}
