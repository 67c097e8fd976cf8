package dev.slipway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * The manifests against the schemas of Kubernetes' own API, as its client has them, and against each other. No cluster has
 * run them here.
 */
class KubernetesManifestsTest {
    private static final Path FOLDER = Path.of("../kubernetes");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> NOT_OF_THE_API = Set.of("Kustomization", "TriggerAuthentication", "ScaledObject");
    private static final Set<String> SERVICES = Set.of("builder", "scanner", "promoter", "deployer", "console");

    @FunctionalInterface
    private interface Schema {
        void check(JsonElement element) throws IOException;
    }

    private static final Map<String, Schema> SCHEMAS = Map.of(
            "Namespace", V1Namespace::validateJsonElement,
            "ConfigMap", V1ConfigMap::validateJsonElement,
            "Deployment", V1Deployment::validateJsonElement,
            "Job", V1Job::validateJsonElement,
            "NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement,
            "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "Service", V1Service::validateJsonElement);

    private static List<JsonNode> documents(Path file) throws IOException {
        try (var parser = YAML.createParser(file.toFile())) {
            return YAML.readValues(parser, JsonNode.class).readAll().stream()
                    .map(JsonNode.class::cast)
                    .toList();
        }
    }

    private static List<JsonNode> all() throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                documents.addAll(documents(file));
            }
        }
        return documents;
    }

    private static List<JsonNode> all(String kind) throws IOException {
        return all().stream().filter(one -> kind(one).equals(kind)).toList();
    }

    private static String kind(JsonNode document) {
        return document.path("kind").asText();
    }

    private static String name(JsonNode document) {
        return document.path("metadata").path("name").asText();
    }

    private static void check(JsonNode document) throws IOException {
        Schema schema = SCHEMAS.get(kind(document));
        assertThat(schema).as("a schema for " + kind(document)).isNotNull();
        schema.check(JsonParser.parseString(document.toString()));
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static JsonNode pod(JsonNode workload) {
        return workload.path("spec").path("template").path("spec");
    }

    @Test
    void eachFitsItsSchema() throws IOException {
        for (JsonNode document : all()) {
            if (!NOT_OF_THE_API.contains(kind(document))) {
                check(document);
            }
        }
    }

    @Test
    void aFieldThatDoesNotExistIsFound() throws IOException {
        JsonNode broken = YAML.readTree(Files.readString(FOLDER.resolve("deployer.yaml"))
                .replace("readOnlyRootFilesystem", "readOnlyRootFileSystem"));

        assertThatThrownBy(() -> check(broken)).hasMessageContaining("readOnlyRootFileSystem");
    }

    @Test
    void everyServiceIsThereAndMayDoNothingThatItNeedNot() throws IOException {
        List<JsonNode> deployments = all("Deployment");
        assertThat(deployments).extracting(KubernetesManifestsTest::name).containsExactlyInAnyOrderElementsOf(SERVICES);
        List<JsonNode> workloads =
                Stream.concat(deployments.stream(), all("Job").stream()).toList();
        assertThat(workloads).hasSize(6).allSatisfy(workload -> {
            JsonNode pod = pod(workload);
            assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean())
                    .isTrue();
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            JsonNode container = pod.path("containers").path(0);
            JsonNode security = container.path("securityContext");
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(security.path("capabilities").path("drop").path(0).asText())
                    .isEqualTo("ALL");
            assertThat(container.path("resources").path("limits").has("memory")).isTrue();
        });
    }

    @Test
    void whatIsMountedOrNamedIsThere() throws IOException {
        Set<String> maps = new HashSet<>();
        all("ConfigMap").forEach(map -> maps.add(name(map)));
        for (JsonNode deployment : all("Deployment")) {
            JsonNode pod = pod(deployment);
            List<String> volumes = elements(pod.path("volumes"))
                    .map(volume -> volume.path("name").asText())
                    .toList();
            assertThat(elements(pod.path("containers").path(0).path("volumeMounts"))
                            .map(mount -> mount.path("name").asText()))
                    .as(name(deployment))
                    .containsExactlyInAnyOrderElementsOf(volumes);
            elements(pod.path("volumes"))
                    .filter(volume -> volume.has("configMap"))
                    .forEach(volume -> assertThat(maps)
                            .contains(volume.path("configMap").path("name").asText()));
            assertThat(deployment.path("spec").path("selector").path("matchLabels"))
                    .as("labels of " + name(deployment))
                    .allSatisfy(label -> assertThat(deployment
                                    .path("spec")
                                    .path("template")
                                    .path("metadata")
                                    .path("labels"))
                            .contains(label));
        }
        JsonNode kustomization = all("Kustomization").getFirst();
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(elements(kustomization.path("resources")).map(JsonNode::asText))
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(file -> !Set.of("kustomization.yaml", "keda.yaml")
                                            .contains(file))
                                    .toList());
        }
    }

    /** KEDA wants every value of a trigger to be text. */
    @Test
    void eachStageIsScaledOnItsOwnWork() throws IOException {
        assertThat(all("ScaledObject")).hasSize(3).allSatisfy(scaled -> {
            String stage = name(scaled);
            assertThat(SERVICES).contains(stage);
            JsonNode spec = scaled.path("spec");
            assertThat(spec.path("scaleTargetRef").path("name").asText()).isEqualTo(stage);
            JsonNode trigger = spec.path("triggers").path(0);
            assertThat(trigger.path("type").asText()).isEqualTo("postgresql");
            assertThat(trigger.path("metadata"))
                    .allSatisfy(value ->
                            assertThat(value.isTextual()).as(value.toString()).isTrue());
            assertThat(trigger.path("metadata").path("userName").asText()).isEqualTo("slipway_" + stage);
            assertThat(trigger.path("metadata").path("query").asText()).contains("stage = '%s'".formatted(stage));
        });
        assertThat(all("TriggerAuthentication")).allSatisfy(credential -> {
            JsonNode reference = credential.path("spec").path("secretTargetRef").path(0);
            assertThat(reference.path("name").asText()).isEqualTo("slipway-database");
            assertThat(reference.path("key").asText()).isEqualTo(name(credential));
        });
    }
}
