package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.CannotAsk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Strangers who have nothing but docs/ and examples/ at a running pipeline. */
final class Guides {
    private final Pipeline pipeline;
    private final Path folder;

    Guides(Pipeline pipeline) throws IOException {
        this.pipeline = pipeline;
        this.folder = Files.createTempDirectory(pipeline.environments().getParent(), "stranger");
    }

    private Bash bash(String name) throws IOException {
        return new Bash(folder.resolve(name))
                .with(Map.of(
                        "SLIPWAY_URL", pipeline.stack.console().toString(),
                        "KAFKA", pipeline.stack.broker().bootstrapServers(),
                        "SLIPWAY_TOKEN_FILE", pipeline.stack.tokenFile().toString()));
    }

    /** docs/ci.md, where production wants to be asked and approved; gives back the pipeline's token that is made there. */
    String ci(String commit, String broken) throws IOException, InterruptedException {
        String before = Files.readString(pipeline.environments());
        int prod = before.indexOf("- name: prod");
        String asking = before.substring(0, prod)
                + before.substring(prod).replace("auto: true", "gates: {approvals: {count: 1, role: release-manager}}");
        assertThat(asking).isNotEqualTo(before);
        Files.writeString(pipeline.environments(), asking);
        Bash bash = bash("ci");
        try {
            Guide.read("ci.md")
                    .run(bash.with(Map.of(
                            "REPOSITORY",
                            pipeline.sourceUrl(),
                            "COMMIT",
                            commit,
                            "BROKEN",
                            broken,
                            "ADMIN_TOKEN_FILE",
                            pipeline.stack.tokenFile().toString())));
        } finally {
            Files.writeString(pipeline.environments(), before);
        }
        return Files.readString(bash.folder().resolve("ci-token")).strip();
    }

    /** The files for CI systems in docs/ci.md, for a commit that is good and for one that is not. */
    void ciSystems(String token, String commit, String broken) throws IOException, InterruptedException {
        String source = pipeline.sourceUrl();
        String server = source.substring(0, source.lastIndexOf('/'));
        CiSnippets snippets = new CiSnippets(
                Guide.read("ci.md"),
                Map.of("SLIPWAY_URL", pipeline.stack.console().toString(), "SLIPWAY_TOKEN", token));
        String summary = folder.resolve("summary").toString();

        assertThat(snippets.gitHub(server, pipeline.app, commit, summary).run(bash("github")))
                .satisfies(end -> assertThat(end.code()).as(end.said()).isZero())
                .satisfies(end -> assertThat(end.said()).contains("dev: SERVES"));
        assertThat(Path.of(summary)).content().contains("BUILT");
        assertThat(snippets.gitHub(server, pipeline.app, broken, summary).run(bash("github-broken")))
                .satisfies(end -> assertThat(end.code()).as(end.said()).isEqualTo(3));
        assertThat(snippets.gitLab(server + "/" + pipeline.app, commit, "1").run(bash("gitlab")))
                .satisfies(end -> assertThat(end.code()).as(end.said()).isZero());
        assertThat(snippets.gitLab(server + "/" + pipeline.app, broken, "2").run(bash("gitlab-broken")))
                .satisfies(end -> assertThat(end.code()).as(end.said()).isEqualTo(1));
        assertThat(snippets.jenkins(source, commit).run(bash("jenkins")))
                .satisfies(end -> assertThat(end.code()).as(end.said()).isZero())
                .satisfies(end -> assertThat(end.said()).contains("dev: SERVES"));
    }

    /** docs/dashboards.md; gives back the picture that it ends with. */
    JsonNode dashboards() throws IOException, InterruptedException {
        Bash bash = bash("dashboards");
        Guide.read("dashboards.md").run(bash);
        return Kcat.JSON.readTree(bash.folder().resolve("picture.json").toFile());
    }

    /** What a consumer in another language makes of the topic is what the console says. */
    void assertSame(JsonNode picture) throws IOException, CannotAsk, InterruptedException {
        Map<String, JsonNode> places = picture.path("places")
                .valueStream()
                .collect(Collectors.toMap(
                        place -> "%s/%s"
                                .formatted(
                                        place.path("app").asText(),
                                        place.path("environment").asText()),
                        place -> place));
        Map<String, JsonNode> cells = new HashMap<>();
        for (JsonNode pipelines : pipeline.console().get("/v1/pipelines").path("pipelines")) {
            pipelines
                    .path("cells")
                    .forEach(cell -> cells.put(
                            "%s/%s"
                                    .formatted(
                                            cell.at("/place/app").asText(),
                                            cell.at("/place/environment").asText()),
                            cell));
        }

        assertThat(places.keySet()).isEqualTo(cells.keySet()).hasSizeGreaterThan(1);
        places.forEach(
                (name, place) -> assertThat(told(place)).as(name).isEqualTo(cell(cells.getOrDefault(name, place))));
        assertThat(picture.path("unreadable").asInt()).isZero();
        assertThat(picture.path("gaps").asInt()).isZero();
    }

    private static List<String> told(JsonNode place) {
        return Stream.concat(
                        Stream.of(
                                "serves "
                                        + texts(
                                                place.path("serving"),
                                                "digest",
                                                "deployment",
                                                "since",
                                                "url",
                                                "commit"),
                                "last "
                                        + texts(
                                                place.path("lastDeployment"),
                                                "id",
                                                "digest",
                                                "state",
                                                "queuedAt",
                                                "endedAt"),
                                "failed " + !place.at("/lastDeployment/failure").isNull()),
                        place.path("restrictions")
                                .valueStream()
                                .map(one -> texts(one, "kind", "reason", "since", "until")))
                .toList();
    }

    private static List<String> cell(JsonNode cell) {
        return Stream.concat(
                        Stream.of(
                                "serves " + texts(cell.path("serving"), "digest", "deployment", "since", "url") + " "
                                        + cell.at("/artifact/commit").asText(),
                                "last " + texts(cell.path("last"), "id", "digest", "state", "queuedAt", "endedAt"),
                                "failed " + cell.path("last").hasNonNull("failure")),
                        cell.path("restrictions")
                                .valueStream()
                                .map(one -> texts(one, "kind", "reason", "since", "until")))
                .toList();
    }

    private static String texts(JsonNode node, String... members) {
        return Stream.of(members)
                .map(member -> node.path(member).asText(""))
                .map(text -> text.equals("null") ? "" : text)
                .collect(Collectors.joining(" "));
    }

    /** The consumer's own tests. */
    void pictureTests() throws IOException, InterruptedException {
        Bash.End end = bash("picture").run("sh", "python3 -m unittest discover -s examples/picture");

        assertThat(end.code()).as(end.said()).isZero();
        assertThat(end.said()).containsPattern("Ran [1-9][0-9]+ tests");
    }
}
