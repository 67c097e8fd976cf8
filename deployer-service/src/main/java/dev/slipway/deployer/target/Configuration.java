package dev.slipway.deployer.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.deployer.target.Target.DriftPolicy;
import dev.slipway.events.Json;
import dev.slipway.events.Sha256;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a deployment is made with besides the image, as one document. It is kept as evidence by its SHA-256: the same
 * digest with another configuration is another deployment, and a way back restores both.
 *
 * @param fingerprints of the secrets, by name: they tell that a secret has changed, and nothing about it
 */
public record Configuration(Target target, Map<String, String> fingerprints) {
    public Configuration {
        fingerprints = new TreeMap<>(fingerprints);
        if (!fingerprints.keySet().equals(target.secrets().keySet())) {
            throw new IllegalArgumentException("fingerprints of %s (expected of %s)"
                    .formatted(fingerprints.keySet(), target.secrets().keySet()));
        }
    }

    public String sha256() {
        return Sha256.hex(json());
    }

    /** Canonical: the same configuration is the same text. */
    public String json() {
        Map<String, Object> secrets = new TreeMap<>();
        target.secrets()
                .forEach((name, reference) -> secrets.put(
                        name,
                        Map.of("reference", reference.text(), "fingerprint", fingerprints.getOrDefault(name, ""))));
        return Json.text(Map.of(
                "docker",
                Map.of(
                        "host",
                        target.engine().toString(),
                        "listen",
                        "%s:%d".formatted(target.listenHost(), target.listenPort())),
                "variables",
                target.variables(),
                "secrets",
                secrets,
                "strategy",
                strategy(target.strategy()),
                "drift",
                target.drift().name().toLowerCase(Locale.ROOT)));
    }

    private static Map<String, Object> strategy(Strategy strategy) {
        return Map.of(
                "canary",
                strategy.canary(),
                "step",
                strategy.step().toString(),
                "bake",
                strategy.bake().toString(),
                "drain",
                strategy.drain().toString(),
                "start",
                strategy.start().toString(),
                "deadline",
                strategy.deadline().toString(),
                "errors",
                Map.of("percent", strategy.errorPercent(), "requests", strategy.minRequests()));
    }

    public static Configuration parse(String json) {
        try {
            JsonNode root = Json.MAPPER.readTree(json);
            String listen = root.path("docker").path("listen").asText();
            int colon = listen.lastIndexOf(':');
            Map<String, SecretReference> secrets = new TreeMap<>();
            Map<String, String> fingerprints = new TreeMap<>();
            root.path("secrets").properties().forEach(one -> {
                secrets.put(
                        one.getKey(),
                        new SecretReference(one.getValue().path("reference").asText()));
                fingerprints.put(
                        one.getKey(), one.getValue().path("fingerprint").asText());
            });
            Map<String, String> variables = new TreeMap<>();
            root.path("variables")
                    .properties()
                    .forEach(one -> variables.put(one.getKey(), one.getValue().asText()));
            Target target = new Target(
                    URI.create(root.path("docker").path("host").asText()),
                    listen.substring(0, colon),
                    Integer.parseInt(listen.substring(colon + 1)),
                    variables,
                    secrets,
                    strategy(root.path("strategy")),
                    DriftPolicy.valueOf(root.path("drift").asText().toUpperCase(Locale.ROOT)));
            return new Configuration(target, fingerprints);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a configuration: " + e.getOriginalMessage(), e);
        }
    }

    private static Strategy strategy(JsonNode node) {
        List<Integer> canary = new ArrayList<>();
        node.path("canary").forEach(share -> canary.add(share.asInt()));
        return new Strategy(
                canary,
                Duration.parse(node.path("step").asText()),
                Duration.parse(node.path("bake").asText()),
                Duration.parse(node.path("drain").asText()),
                Duration.parse(node.path("start").asText()),
                Duration.parse(node.path("deadline").asText()),
                node.path("errors").path("percent").asInt(),
                node.path("errors").path("requests").asInt());
    }
}
