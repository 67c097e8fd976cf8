package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.CannotAsk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What cannot work is recorded and explained, and whatever comes after it works. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputSystemTest {
    private static final String NOWHERE = "0123456789".repeat(4);

    private Pipeline pipeline;
    private Kcat kcat;

    @BeforeAll
    void open() throws Exception {
        pipeline = Pipeline.open("bad");
        pipeline.stack.startServices();
        kcat = new Kcat(pipeline.stack.broker().bootstrapServers());
    }

    @AfterAll
    void close() throws IOException {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void refusesAGitHostThatIsNotAllowed() throws Exception {
        JsonNode end = end(build("http://localhost:1/app.git", NOWHERE));

        assertThat(end.path("kind").asText()).isEqualTo("SOURCE");
        assertThat(end.path("reason").asText()).contains("localhost:1", "allowed");
    }

    @Test
    void saysThatACommitIsNotThere() throws Exception {
        JsonNode end = end(pipeline.request(NOWHERE));

        assertThat(end.path("kind").asText()).isEqualTo("SOURCE");
        assertThat(end.path("reason").asText()).contains(NOWHERE);
    }

    @Test
    void refusesAnAbbreviatedCommitBeforeItIsRecorded() {
        assertThatThrownBy(() -> pipeline.request("0123456"))
                .isInstanceOfSatisfying(
                        CannotAsk.class, refused -> assertThat(refused.status()).isEqualTo(400))
                .hasMessageContaining("0123456")
                .hasMessageContaining("40");
    }

    @Test
    void saysThatThereIsNoManifest() throws Exception {
        Path manifest = pipeline.repository.folder().resolve("slipway.yaml");
        byte[] before = Files.readAllBytes(manifest);
        Files.delete(manifest);
        String commit = pipeline.repository.publish("Forget the manifest");
        Files.write(manifest, before);

        JsonNode end = end(pipeline.request(commit));

        assertThat(end.path("kind").asText()).isEqualTo("CONTEXT");
        assertThat(end.path("reason").asText()).contains("slipway.yaml");
    }

    @Test
    void namesTheStepOfADockerfileThatFails() throws Exception {
        JsonNode end = end(pipeline.request(pipeline.publishOnce(
                "Dockerfile", "USER 10001", "RUN [\"python3\", \"-c\", \"raise SystemExit('no luck')\"]\nUSER 10001")));

        assertThat(end.path("kind").asText()).isEqualTo("BUILD");
        assertThat(end.path("reason").asText()).contains("no luck");
    }

    @Test
    void quarantinesWhatIsNoRequest() throws Exception {
        String marker = Pipeline.freshId();
        kcat.put("slipway.requests", "not JSON " + marker);
        kcat.put("slipway.requests", """
                {"specversion":"1.0","id":"%s","source":"/x","type":"com.example.unknown","data":{}}""".formatted(marker));
        kcat.put("slipway.requests", """
                {"specversion":"1.0","id":"%s","source":"/x","type":"dev.cdeventsx.slipway-build.requested.0.1.0","data":"%s"}""".formatted(marker, "x".repeat(300_000)));

        List<JsonNode> waiting = await().atMost(Pipeline.PATIENCE).until(this::quarantine, found -> found.size() >= 3);

        assertThat(waiting)
                .extracting(one -> one.path("reason").asText())
                .anySatisfy(reason -> assertThat(reason).contains("JSON"))
                .anySatisfy(reason -> assertThat(reason).contains("com.example.unknown"))
                .anySatisfy(reason -> assertThat(reason).contains("limit"));
        assertThat(kcat.raw("slipway.dead-letter")).hasSizeGreaterThanOrEqualTo(3);
    }

    private List<JsonNode> quarantine() throws IOException, CannotAsk, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        pipeline.console().get("/v1/dead-letters").path("quarantine").forEach(found::add);
        return found;
    }

    @Test
    void waitsForBrokenEnvironmentsToBeMended() throws Exception {
        String good = Files.readString(pipeline.environments());
        Files.writeString(pipeline.environments(), good.replace("after: [dev]", "aftre: [dev]"));
        String build;
        try {
            build = pipeline.request(pipeline.nextVersion());
            pipeline.until(build, "artifact.published", "");
            await().atMost(Pipeline.PATIENCE)
                    .until(() -> Files.readString(pipeline.log("promoter"))
                            .contains("environments.yaml:7: environments[1].aftre"));
        } finally {
            Files.writeString(pipeline.environments(), good);
        }

        pipeline.until(build, "promotion.approved", "dev");
    }

    @Test
    void outlivesARegistryThatIsAway() throws Exception {
        pipeline.stack.registry().process().kill();
        String build;
        try {
            build = pipeline.request(pipeline.nextVersion());
            await().atMost(Pipeline.PATIENCE)
                    .until(() -> Files.readString(pipeline.log("builder")).contains("job will be tried again"));
        } finally {
            pipeline.stack.registry().start();
        }

        List<JsonNode> facts = pipeline.until(build, "service.deployed", "dev");
        assertThat(Pipeline.kinds(facts)).doesNotContain("job.died");
    }

    @Test
    void saysThatTheDiskIsFullAndBuildsOnceThereIsRoom() throws Exception {
        Path scratch = pipeline.scratch();
        Assumptions.assumeTrue(
                mounted("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", scratch.toString()),
                () -> say("skipped: a small file system could not be mounted at %s (needs root)".formatted(scratch)));
        String build;
        try {
            fill(scratch.resolve("filler"));
            build = pipeline.request(pipeline.nextVersion());
            await().atMost(Pipeline.PATIENCE)
                    .until(() -> Files.readString(pipeline.log("builder")).contains("No space left on device"));
        } finally {
            mounted("umount", "-l", scratch.toString());
        }

        assertThat(Pipeline.kinds(pipeline.until(build, "build.finished", ""))).contains("artifact.packaged");
    }

    /** To the last byte. */
    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(1);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static String say(String reason) {
        System.out.println(reason);
        return reason;
    }

    private static boolean mounted(String... words) throws IOException, InterruptedException {
        return new ProcessBuilder(words).redirectErrorStream(true).start().waitFor() == 0;
    }

    private String build(String repository, String commit) throws IOException, CannotAsk, InterruptedException {
        return pipeline.console()
                .post("/v1/builds", Map.of("repository", repository, "commit", commit))
                .path("build")
                .asText();
    }

    /** How a build ended. */
    private JsonNode end(String build) throws IOException, CannotAsk, InterruptedException {
        return Pipeline.fact(pipeline.until(build, "build.finished", ""), "build.finished");
    }
}
