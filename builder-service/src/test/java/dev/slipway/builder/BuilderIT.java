package dev.slipway.builder;

import static dev.slipway.builder.BuilderRoom.A_MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The packaged builder from outside: requests go in by Kafka, facts and tags come out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuilderIT {
    private static final String SECRET = "planted-secret-5c1e77";
    private static final String GOOD_REPORT =
            "<testsuite><testcase name='a'/><testcase name='b'><skipped/></testcase></testsuite>";
    private static final String BAD_REPORT =
            "<testsuite><testcase classname='Price' name='rounds'><failure/></testcase><testcase name='b'/></testsuite>";

    private BuilderRoom room;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        room = BuilderRoom.open(folder);
        Path shop = Files.createDirectories(folder.resolve("secrets/shop"));
        Files.writeString(shop.resolve("npm-token"), SECRET);
        Files.writeString(shop.resolve("repositories"), room.url("shop") + "\n");
        room.start(Map.of());
    }

    @AfterAll
    void close() throws Exception {
        if (room != null) {
            room.close();
        }
    }

    private UUID build(String repository, @Nullable String ref, String manifest, String dockerfile) throws Exception {
        String commit = room.commit(repository, Map.of("slipway.yaml", manifest, "Dockerfile", dockerfile));
        return room.request(room.url(repository), commit, ref);
    }

    private JsonNode failed(UUID build, String kind, String... words) {
        JsonNode end = room.end(build);
        assertThat(end.path("outcome").asText()).as(end.toString()).isEqualTo("FAILED");
        assertThat(end.path("kind").asText()).as(end.toString()).isEqualTo(kind);
        assertThat(end.path("reason").asText()).contains(words);
        room.assertNothingIsLeft(build);
        return end;
    }

    private @Nullable String tagged(String repository, String tag) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://%s/v2/slipway/%s/manifests/%s".formatted(room.registry.host(), repository, tag)))
                .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("Docker-Content-Digest")
                    .orElse(null);
        }
    }

    private List<String> publishedTags(String digest) {
        return room.facts(digest, "tag.added").stream()
                .map(fact -> fact.path("tag").asText())
                .toList();
    }

    @Test
    void aCommitBecomesATestedImageWithTagsAndItsSecretIsNowhere() throws Exception {
        UUID build = build("shop", "refs/heads/main", """
                app: shop
                build: {target: runtime, secrets: [npm-token]}
                test:
                  - {name: unit, target: test, report: /reports/junit.xml}
                  - {name: self, run: [sh, -c, "cat /good.xml > /out/junit.xml"], report: /out/junit.xml}
                tags: [sha, semver, branch]
                """, """
                FROM BASE AS runtime
                RUN --mount=type=secret,id=npm-token cat /run/secrets/npm-token && test "$(cat /run/secrets/npm-token)" = "planted-secret-$(printf 5c1e77)"
                RUN printf "%s" > /good.xml
                FROM runtime AS test
                RUN mkdir /reports && cat /good.xml > /reports/junit.xml
                """.formatted(GOOD_REPORT));

        JsonNode end = room.end(build);
        assertThat(end.path("outcome").asText()).as(end.toString()).isEqualTo("BUILT");
        String digest = end.path("digest").asText();
        JsonNode packaged = room.facts(digest, "artifact.packaged").getFirst();
        assertThat(packaged.path("author").asText()).isEqualTo("Ada <ada@example.org>");
        assertThat(room.facts(digest, "testsuiterun")).hasSize(2).allSatisfy(test -> {
            assertThat(test.path("verdict").asText()).isEqualTo("PASS");
            assertThat(test.path("tests").asInt()).isEqualTo(2);
            assertThat(test.path("skipped").asInt()).isEqualTo(1);
            assertThat(room.query(
                            "select convert_from(body, 'UTF8') from evidence where sha256 = ?",
                            test.path("reportSha256").asText()))
                    .containsExactly(GOOD_REPORT);
        });
        await().atMost(A_MINUTE).until(() -> publishedTags(digest).size() == 2);
        String sha = "sha-" + packaged.path("commit").asText().substring(0, 12);
        assertThat(publishedTags(digest)).containsExactly(sha, "main");
        assertThat(tagged("shop", sha)).isEqualTo(digest);
        assertThat(tagged("shop", "main")).isEqualTo(digest);
        assertThat(room.keptLog(end)).contains("***").doesNotContain(SECRET);
        assertThat(Files.readString(room.log())).doesNotContain(SECRET);
        assertThat(room.query("select 1 from ledger_entry where position(convert_to(?, 'UTF8') in bytes) > 0", SECRET))
                .isEmpty();
        room.assertNothingIsLeft(build);
    }

    @Test
    void aRepositoryThatClaimsAnothersAppGetsNoSecret() throws Exception {
        UUID build = build("thief", null, "app: shop\nbuild: {secrets: [npm-token]}\n", "FROM BASE\n");

        failed(build, "CONTEXT", "may not use the secrets of app shop");
    }

    @Test
    void theSameCommitLaterTaggedGetsItsVersionAndNoOtherImageTakesIt() throws Exception {
        String manifest = "app: lib\ntags: [sha, semver]\n";
        String commit = room.commit("lib", Map.of("slipway.yaml", manifest, "Dockerfile", "FROM BASE\nRUN true\n"));
        UUID build = room.request(room.url("lib"), commit, "refs/heads/main");
        String digest = room.end(build).path("digest").asText();

        assertThat(room.request(room.url("lib"), commit, "refs/tags/v1.2.0")).isEqualTo(build);

        await().atMost(A_MINUTE).until(() -> publishedTags(digest).size() == 4);
        assertThat(publishedTags(digest)).contains("1.2.0", "1.2", "1");
        assertThat(tagged("lib", "1.2.0")).isEqualTo(digest);

        UUID other = build("lib", "refs/tags/v1.2.0", manifest, "FROM BASE\nRUN echo other > /other\n");
        String second = room.end(other).path("digest").asText();
        await().atMost(A_MINUTE).until(() -> !room.facts(second, "job.died").isEmpty());
        assertThat(room.facts(second, "job.died").getFirst().path("reason").asText())
                .contains("lib:1.2.0 is " + digest, "not " + second);
        assertThat(publishedTags(second)).contains("1.2", "1").doesNotContain("1.2.0");
        assertThat(tagged("lib", "1.2.0")).isEqualTo(digest);
        assertThat(tagged("lib", "1.2")).isEqualTo(second);
    }

    @Test
    void anOlderReleaseTakesNoTagFromANewerOne() throws Exception {
        String manifest = "app: line\ntags: [semver]\n";
        String newer = room.end(build("line", "refs/tags/v1.2.0", manifest, "FROM BASE\nRUN echo new > /v\n"))
                .path("digest")
                .asText();
        await().atMost(A_MINUTE).until(() -> publishedTags(newer).size() == 3);

        String mended = room.end(build("line", "refs/tags/v1.1.9", manifest, "FROM BASE\nRUN echo old > /v\n"))
                .path("digest")
                .asText();

        await().atMost(A_MINUTE).until(() -> !publishedTags(mended).isEmpty());
        assertThat(publishedTags(mended)).containsExactly("1.1.9", "1.1");
        assertThat(tagged("line", "1")).isEqualTo(newer);
    }

    @Test
    void aFailingTestFailsTheBuildByName() throws Exception {
        UUID build = build(
                "tests",
                null,
                "app: tests\ntest: [{name: unit, run: [sh, -c, 'echo oops; cat /bad.xml > /r/j.xml; exit 1'], report: /r/j.xml}]\n",
                "FROM BASE\nRUN printf \"%s\" > /bad.xml\n".formatted(BAD_REPORT));

        failed(build, "TEST", "test 'unit' failed", "exit code 1", "1 of 2 failed: Price.rounds", "oops");
        JsonNode test = room.facts(build.toString(), "testsuiterun").getFirst();
        assertThat(test.path("failures").asInt()).isEqualTo(1);
        assertThat(test.path("failed").get(0).asText()).isEqualTo("Price.rounds");
        assertThat(tagged("tests", "build-" + build)).isNull();
    }

    @Test
    void aPromisedReportThatIsMissingOrBrokenFailsTheBuild() throws Exception {
        UUID missing = build(
                "tests",
                null,
                "app: tests\ntest: [{name: unit, run: [sh, -c, 'true'], report: /r/j.xml}]\n",
                "FROM BASE\n");
        failed(missing, "TEST", "cannot be had: there is no /r/j.xml");

        UUID broken = build(
                "tests",
                null,
                "app: tests\ntest: [{name: unit, target: t, report: /r/j.xml}]\n",
                "FROM BASE AS t\nRUN mkdir /r && echo '<testsuite' > /r/j.xml\nFROM BASE\n");
        failed(broken, "TEST", "no JUnit XML", "not well-formed");
    }

    @Test
    void saysWhatIsWrongWithWhatPeopleWrote() throws Exception {
        String good = "app: bad\n";
        UUID host = room.request("https://stranger.example/x.git", "0".repeat(40), null);
        room.commit("bad", Map.of("README", "x"));
        UUID commit = room.request(room.url("bad"), "0123456789".repeat(4), null);
        UUID none = room.request(room.url("bad"), room.commit("bad", Map.of("README", "y")), null);
        UUID yaml = build("bad", null, good + "ports: 1\n", "FROM BASE\n");
        UUID step = build("bad", null, good, "FROM BASE\nRUN echo about to break && false\n");
        UUID base = build("bad", null, good, "FROM %s/no/such:1\n".formatted(room.registry.host()));

        failed(host, "SOURCE", "stranger.example", "not allowed");
        failed(commit, "SOURCE", "0123456789", "was it pushed");
        failed(none, "CONTEXT", "slipway.yaml", "found none");
        failed(yaml, "CONTEXT", "slipway.yaml:2: ports", "unknown key");
        failed(step, "BUILD", "RUN echo about to break", "last output:", "about to break");
        failed(base, "BUILD", "no/such");
    }

    @Test
    void anAbbreviatedCommitIsQuarantinedWithTheReason() {
        room.send(
                "abbreviated",
                "dev.cdeventsx.slipway-build.requested.0.1.0",
                Map.of("repository", room.url("bad"), "commit", "0123abc"));
        room.send(
                "nobody",
                "dev.cdeventsx.slipway-build.cancelled.0.1.0",
                Map.of("build", UUID.randomUUID().toString()));

        await().atMost(A_MINUTE)
                .untilAsserted(() -> assertThat(room.query("select reason from quarantine"))
                        .anyMatch(reason -> reason.contains("0123abc"))
                        .anyMatch(reason -> reason.contains("there is no build")));
    }

    @Test
    void aBuildThatIsAskedToStopStopsAndLeavesNothing() throws Exception {
        UUID build = build("slow", null, "app: slow\n", "FROM BASE\nRUN echo slow-begins && sleep 86412\n");
        await().atMost(A_MINUTE)
                .until(() ->
                        room
                                .query("select convert_from(bytes, 'UTF8') from build_log where build_id = ?", build)
                                .stream()
                                .anyMatch(piece -> piece.contains("slow-begins")));
        room.send(
                "stop-" + build,
                "dev.cdeventsx.slipway-build.cancelled.0.1.0",
                Map.of("build", build.toString(), "reason", "wrong branch"));

        JsonNode end = room.end(build);
        assertThat(Double.parseDouble(room.query("""
                        select extract(epoch from max(at) filter (where type like '%build.finished%')
                            - max(at) filter (where type like '%build.cancelled%'))::text
                        from ledger_entry where subject_key = ?""", build.toString()).getFirst()))
                .as("seconds from the wish to the end")
                .isBetween(0.0, 3.0);
        assertThat(end.path("outcome").asText()).isEqualTo("CANCELLED");
        assertThat(end.path("reason").asText()).contains("/ci", "wrong branch");
        assertThat(room.keptLog(end)).contains("slow-begins", "wrong branch");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().commandLine().stream())
                        .noneMatch(line -> line.contains("sleep 86412")));
        room.assertNothingIsLeft(build);
    }

    @Test
    void aBuildWhoseEngineIsGoneForAMomentIsTriedAgain() throws Exception {
        UUID build = build("cut", null, "app: cut\n", "FROM BASE\nRUN echo cut-begins && sleep 4\n");
        await().atMost(A_MINUTE)
                .until(() ->
                        room
                                .query("select convert_from(bytes, 'UTF8') from build_log where build_id = ?", build)
                                .stream()
                                .anyMatch(piece -> piece.contains("cut-begins")));

        room.proxy.cut();

        JsonNode end = room.end(build);
        assertThat(end.path("outcome").asText()).as(end.toString()).isEqualTo("BUILT");
        assertThat(room.keptLog(end)).contains("attempt 1:", "failed (ENGINE)", "attempt 2:");
        room.assertNothingIsLeft(build);
    }
}
