package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the command line asks the console for, and what it says of the answers. */
class SlipwayTest {
    private static final String DIGEST = "sha256:" + "a1".repeat(32);
    private static final String ID = "0193c000-0000-7000-8000-000000000001";

    @RegisterExtension
    final StandInConsole console = new StandInConsole();

    static Stream<Arguments> orders() {
        return Stream.of(
                Arguments.of(
                        List.of("approve", DIGEST, "--environment", "prod"),
                        "/v1/artifacts/" + DIGEST + "/approve",
                        "\"environment\":\"prod\""),
                Arguments.of(List.of("veto", DIGEST), "/v1/artifacts/" + DIGEST + "/veto", "\"reason\":\"because\""),
                Arguments.of(
                        List.of("freeze", "shop/prod", "--until", "2026-12-01T08:00:00Z"),
                        "/v1/apps/shop/environments/prod/freeze",
                        "\"until\":\"2026-12-01T08:00:00Z\""),
                Arguments.of(
                        List.of("rollback", "shop/prod"), "/v1/apps/shop/environments/prod/rollback", "\"because\""),
                Arguments.of(List.of("abort", ID), "/v1/deployments/" + ID + "/abort", "\"because\""),
                Arguments.of(List.of("cancel", ID), "/v1/builds/" + ID + "/cancel", "\"because\""),
                Arguments.of(
                        List.of("waive", "shop/prod", "--advisory", "CVE-1", "--owner", "team"),
                        "/v1/apps/shop/environments/prod/waive",
                        "\"advisory\":\"CVE-1\""),
                Arguments.of(
                        List.of("waive", DIGEST, "--advisory", "CVE-1", "--owner", "team"),
                        "/v1/artifacts/" + DIGEST + "/waive",
                        "\"owner\":\"team\""));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void asksTheConsoleForWhatAPersonOrders(List<String> words, String path, String member) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--reason", "because"));

        assertThat(console.run(all.toArray(String[]::new))).isZero();

        assertThat(console.asked())
                .singleElement()
                .satisfies(one ->
                        assertThat(one).startsWith("POST " + path + " ").contains(member, "\"reason\":\"because\""));
        assertThat(console.out()).isEqualTo("noted\n");
    }

    @Test
    void asksForAnUrgentBuildOnlyWhereThatIsWanted() {
        List<String> build =
                List.of("build", "--repository", "https://git.example/shop.git", "--commit", "c".repeat(40));
        List<String> urgent = new ArrayList<>(build);
        urgent.add("--urgent");

        assertThat(console.run(urgent.toArray(String[]::new))).isZero();
        assertThat(console.run(build.toArray(String[]::new))).isZero();

        assertThat(console.asked())
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("POST /v1/builds ").contains("\"urgent\":true"),
                        one -> assertThat(one).startsWith("POST /v1/builds ").doesNotContain("urgent"));
    }

    @Test
    void nothingIsAskedWithoutAReason() {
        assertThat(console.run("veto", DIGEST)).isEqualTo(Exit.USAGE);
        assertThat(console.asked()).isEmpty();
    }

    @Test
    void saysWhichFormATargetHas() {
        assertThat(console.run("freeze", DIGEST, "--reason", "x")).isEqualTo(Exit.USAGE);

        assertThat(console.err()).contains("is no APP/ENVIRONMENT", "such as shop-api/prod");
        assertThat(console.asked()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void exitCodesSayWhoseTurnItIs(int status, int exit) {
        console.answers(status, "{\"detail\":\"not so\"}");

        assertThat(console.run("veto", DIGEST, "--reason", "x")).isEqualTo(exit);

        assertThat(console.err()).isEqualTo("slipway: not so\n");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(400, Exit.USAGE),
                Arguments.of(404, Exit.USAGE),
                Arguments.of(401, Exit.NO_CONSOLE),
                Arguments.of(403, Exit.NO_CONSOLE),
                Arguments.of(409, Exit.REFUSED),
                Arguments.of(503, Exit.NO_CONSOLE));
    }

    @Test
    void followsALogFromWhereTheLastAnswerEnded() {
        console.answersLog("fetched\n", "BUILDING");
        console.answersLog("", "BUILDING");
        console.answersLog("built ✓\n", "BUILT");

        assertThat(console.run("logs", ID, "--follow")).isZero();

        assertThat(console.out()).isEqualTo("fetched\nbuilt ✓\n");
        assertThat(console.asked())
                .containsExactly(
                        "GET /v1/builds/" + ID + "/log?offset=0",
                        "GET /v1/builds/" + ID + "/log?offset=8",
                        "GET /v1/builds/" + ID + "/log?offset=8");
    }

    @Test
    void printsATokenOnce() {
        console.answers(201, "{\"token\":\"slw_x\",\"view\":{}}");

        assertThat(console.run("token", "create", "mona", "--role", "viewer", "--role", "approver:release-manager"))
                .isZero();

        assertThat(console.out()).isEqualTo("slw_x\n");
        assertThat(console.asked().getFirst()).contains("\"roles\":[\"viewer\",\"approver:release-manager\"]");
    }

    @Test
    void saysWhereTheConsoleWasLookedForWhenNobodyAnswers() {
        console.stop();

        assertThat(console.run("status")).isEqualTo(Exit.NO_CONSOLE);

        assertThat(console.err()).contains("nothing answers there", "--url");
    }

    @Test
    void tellsWhatWasDeployedAndWhereOlderOnesAre() {
        console.answers("""
                {"deployments":[{"commit":"0123456789abcdef0123456789abcdef01234567","deployment":{"id":"%s","state":"ROLLED_BACK",
                "digest":"%s","cause":"promotion","failure":"bake: 3 of 9 requests failed\\nmore","queuedAt":"2026-11-25T08:00:00Z"}}]}""".formatted(ID, DIGEST));

        assertThat(console.run("history", "shop/prod", "--limit", "1")).isZero();

        assertThat(console.asked()).containsExactly("GET /v1/apps/shop/environments/prod/deployments?limit=1");
        assertThat(console.out())
                .contains("ROLLED_BACK", "commit 0123456789ab ", "promotion")
                .contains("    bake: 3 of 9 requests failed\nolder ones: --before " + ID + "\n");
    }

    @Test
    void comparesWhatServesInTwoEnvironments() {
        String other = "sha256:" + "b2".repeat(32);
        String serving = """
                {"serving":[{"place":{"app":"shop","environment":"prod"},"digest":"%s"},
                {"place":{"app":"shop","environment":"dev"},"digest":"%s"}]}""".formatted(DIGEST, other);
        console.answers(serving, serving, """
                {"from":{"digest":"%s","commit":"aa","sourceRepository":"r","scanned":true},
                "to":{"digest":"%s","commit":"bb","sourceRepository":"r","scanned":false},
                "components":[{"purl":"pkg:deb/debian/curl","before":["7"],"now":["8"]},{"purl":"pkg:npm/left","before":[],"now":["1"]},
                {"purl":"pkg:npm/right","before":["1"],"now":[]}],
                "opened":[{"severity":"HIGH","advisory":"CVE-1","packageName":"left","version":"1"}],"closed":[]}""".formatted(DIGEST, other));

        assertThat(console.run("diff", "shop/prod", "shop/dev")).isZero();

        assertThat(console.asked().getLast())
                .isEqualTo("GET /v1/artifacts/%s/changes?from=%s".formatted(other, DIGEST));
        assertThat(console.out())
                .contains("  ~ pkg:deb/debian/curl 7 -> 8\n", "  + pkg:npm/left 1\n", "  - pkg:npm/right 1\n")
                .contains("against it now: HIGH CVE-1 in left 1", "not scanned yet");
    }

    @Test
    void saysThatNothingServesWhereItWasToCompare() {
        console.answers("{\"serving\":[]}");

        assertThat(console.run("diff", DIGEST, "shop/dev")).isEqualTo(Exit.USAGE);

        assertThat(console.err()).contains("nothing serves in shop/dev");
    }

    static final String DRIFT = """
            {"pipelines":[{"cells":[{"place":{"app":"shop","environment":"prod"},"last":{"state":"%s","failure":"no way back"},
            "drifts":[{"place":{"app":"shop","environment":"prod"},"kind":"stopped","detail":"it does not run","since":"t"}]}]}]}""";

    @Test
    void endsWithItsOwnCodeWhereThereIsDrift() {
        console.answers(DRIFT, DRIFT);

        assertThat(console.run("drift", "shop/prod")).isEqualTo(Exit.NEEDS_A_PERSON);
        assertThat(console.out()).contains("shop/prod", "stopped", "it does not run");
        assertThat(console.run("drift", "shop/dev")).isZero();
        assertThat(console.out()).contains("what runs is what the ledger says, in shop/dev");
    }
}
