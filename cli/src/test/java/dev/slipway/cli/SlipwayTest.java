package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The command line against a server that stands in for the console and remembers what it was asked. */
class SlipwayTest {
    private static final String DIGEST = "sha256:" + "a1".repeat(32);
    private static final String ID = "0193c000-0000-7000-8000-000000000001";

    private final List<String> asked = new ArrayList<>();
    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer console;
    private Path token;

    private record Answer(int status, String body, String buildState) {}

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        token = Files.writeString(folder.resolve("token"), "secret\n");
        console = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        console.createContext("/", this::answer);
        console.start();
    }

    @AfterEach
    void close() {
        console.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s+", "");
        asked.add("%s %s %s"
                .formatted(exchange.getRequestMethod(), exchange.getRequestURI(), body)
                .strip());
        Answer answer = answers.isEmpty() ? new Answer(202, "{\"note\":\"noted\"}", "") : answers.remove();
        exchange.getResponseHeaders().set("Slipway-Build-State", answer.buildState());
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(
                "--url",
                "http://127.0.0.1:" + console.getAddress().getPort(),
                "--token-file",
                token.toString(),
                "--actor",
                "mona"));
        return Slipway.run(print(out), print(err), all.toArray(String[]::new));
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream from) {
        return from.toString(StandardCharsets.UTF_8);
    }

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

        assertThat(run(all.toArray(String[]::new))).isZero();

        assertThat(asked)
                .singleElement()
                .satisfies(one ->
                        assertThat(one).startsWith("POST " + path + " ").contains(member, "\"reason\":\"because\""));
        assertThat(text(out)).isEqualTo("noted\n");
    }

    @Test
    void asksForAnUrgentBuildOnlyWhereThatIsWanted() {
        List<String> build =
                List.of("build", "--repository", "https://git.example/shop.git", "--commit", "c".repeat(40));
        List<String> urgent = new ArrayList<>(build);
        urgent.add("--urgent");

        assertThat(run(urgent.toArray(String[]::new))).isZero();
        assertThat(run(build.toArray(String[]::new))).isZero();

        assertThat(asked)
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("POST /v1/builds ").contains("\"urgent\":true"),
                        one -> assertThat(one).startsWith("POST /v1/builds ").doesNotContain("urgent"));
    }

    @Test
    void nothingIsAskedWithoutAReason() {
        assertThat(run("veto", DIGEST)).isEqualTo(Exit.USAGE);
        assertThat(asked).isEmpty();
    }

    @Test
    void saysWhichFormATargetHas() {
        assertThat(run("freeze", DIGEST, "--reason", "x")).isEqualTo(Exit.USAGE);

        assertThat(text(err)).contains("is no APP/ENVIRONMENT", "such as shop-api/prod");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void exitCodesSayWhoseTurnItIs(int status, int exit) {
        answers.add(new Answer(status, "{\"detail\":\"not so\"}", ""));

        assertThat(run("veto", DIGEST, "--reason", "x")).isEqualTo(exit);

        assertThat(text(err)).isEqualTo("slipway: not so\n");
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
        answers.add(new Answer(200, "fetched\n", "BUILDING"));
        answers.add(new Answer(200, "", "BUILDING"));
        answers.add(new Answer(200, "built ✓\n", "BUILT"));

        assertThat(run("logs", ID, "--follow")).isZero();

        assertThat(text(out)).isEqualTo("fetched\nbuilt ✓\n");
        assertThat(asked)
                .containsExactly(
                        "GET /v1/builds/" + ID + "/log?offset=0",
                        "GET /v1/builds/" + ID + "/log?offset=8",
                        "GET /v1/builds/" + ID + "/log?offset=8");
    }

    @Test
    void printsATokenOnce() {
        answers.add(new Answer(201, "{\"token\":\"slw_x\",\"view\":{}}", ""));

        assertThat(run("token", "create", "mona", "--role", "viewer", "--role", "approver:release-manager"))
                .isZero();

        assertThat(text(out)).isEqualTo("slw_x\n");
        assertThat(asked.getFirst()).contains("\"roles\":[\"viewer\",\"approver:release-manager\"]");
    }

    @Test
    void saysWhereTheConsoleWasLookedForWhenNobodyAnswers() {
        console.stop(0);

        assertThat(run("status")).isEqualTo(Exit.NO_CONSOLE);

        assertThat(text(err)).contains("nothing answers there", "--url");
    }

    private void answers(String... bodies) {
        for (String body : bodies) {
            answers.add(new Answer(200, body, ""));
        }
    }

    @Test
    void tellsWhatWasDeployedAndWhereOlderOnesAre() {
        answers("""
                {"deployments":[{"commit":"0123456789abcdef0123456789abcdef01234567","deployment":{"id":"%s","state":"ROLLED_BACK",
                "digest":"%s","cause":"promotion","failure":"bake: 3 of 9 requests failed\\nmore","queuedAt":"2026-11-25T08:00:00Z"}}]}""".formatted(ID, DIGEST));

        assertThat(run("history", "shop/prod", "--limit", "1")).isZero();

        assertThat(asked).containsExactly("GET /v1/apps/shop/environments/prod/deployments?limit=1");
        assertThat(text(out))
                .contains("ROLLED_BACK", "commit 0123456789ab ", "promotion")
                .contains("    bake: 3 of 9 requests failed\nolder ones: --before " + ID + "\n");
    }

    @Test
    void comparesWhatServesInTwoEnvironments() {
        String other = "sha256:" + "b2".repeat(32);
        String serving = """
                {"serving":[{"place":{"app":"shop","environment":"prod"},"digest":"%s"},
                {"place":{"app":"shop","environment":"dev"},"digest":"%s"}]}""".formatted(DIGEST, other);
        answers(serving, serving, """
                {"from":{"digest":"%s","commit":"aa","sourceRepository":"r","scanned":true},
                "to":{"digest":"%s","commit":"bb","sourceRepository":"r","scanned":false},
                "components":[{"purl":"pkg:deb/debian/curl","before":["7"],"now":["8"]},{"purl":"pkg:npm/left","before":[],"now":["1"]},
                {"purl":"pkg:npm/right","before":["1"],"now":[]}],
                "opened":[{"severity":"HIGH","advisory":"CVE-1","packageName":"left","version":"1"}],"closed":[]}""".formatted(DIGEST, other));

        assertThat(run("diff", "shop/prod", "shop/dev")).isZero();

        assertThat(asked.getLast()).isEqualTo("GET /v1/artifacts/%s/changes?from=%s".formatted(other, DIGEST));
        assertThat(text(out))
                .contains("  ~ pkg:deb/debian/curl 7 -> 8\n", "  + pkg:npm/left 1\n", "  - pkg:npm/right 1\n")
                .contains("against it now: HIGH CVE-1 in left 1", "not scanned yet");
    }

    @Test
    void saysThatNothingServesWhereItWasToCompare() {
        answers("{\"serving\":[]}");

        assertThat(run("diff", DIGEST, "shop/dev")).isEqualTo(Exit.USAGE);

        assertThat(text(err)).contains("nothing serves in shop/dev");
    }

    private static final String DRIFT = """
            {"pipelines":[{"cells":[{"place":{"app":"shop","environment":"prod"},"last":{"state":"%s","failure":"no way back"},
            "drifts":[{"place":{"app":"shop","environment":"prod"},"kind":"stopped","detail":"it does not run","since":"t"}]}]}]}""";

    @Test
    void endsWithItsOwnCodeWhereThereIsDrift() {
        answers(DRIFT, DRIFT);

        assertThat(run("drift", "shop/prod")).isEqualTo(Exit.NEEDS_A_PERSON);
        assertThat(text(out)).contains("shop/prod", "stopped", "it does not run");
        assertThat(run("drift", "shop/dev")).isZero();
        assertThat(text(out)).contains("what runs is what the ledger says, in shop/dev");
    }

    @Test
    void handlesAllDeadLettersThatFitPageByPage() {
        answers(
                "{\"done\":\"redriven\",\"ids\":[\"a\",\"b\"],\"more\":true}",
                "{\"done\":\"redriven\",\"ids\":[\"c\"],\"more\":false}");

        assertThat(run(
                        "dead-letters",
                        "redrive",
                        "--stage",
                        "builder",
                        "--since",
                        "2026-11-25T08:00:00Z",
                        "--kind",
                        "record",
                        "--until",
                        "2026-11-26T08:00:00Z",
                        "--reason",
                        "mended"))
                .isZero();

        assertThat(asked)
                .hasSize(2)
                .allSatisfy(one -> assertThat(one)
                        .startsWith("POST /v1/dead-letters/redrive ")
                        .contains(
                                "\"stage\":\"builder\"",
                                "\"since\":\"2026-11-25T08:00:00Z\"",
                                "\"kind\":\"record\"",
                                "\"until\":\"2026-11-26T08:00:00Z\"",
                                "\"reason\":\"mended\""));
        assertThat(text(out)).isEqualTo("a redriven\nb redriven\nc redriven\n3 in all\n");
    }

    @Test
    void handlesOneDeadLetterByItsId() {
        answers("{\"done\":\"skipped\"}");

        assertThat(run("dead-letters", "skip", ID, "--reason", "of no use")).isZero();

        assertThat(asked).containsExactly("POST /v1/dead-letters/" + ID + "/skip {\"reason\":\"ofnouse\"}");
    }

    @Test
    void wantsToKnowWhichDeadLettersAreMeant() {
        assertThat(run("dead-letters", "skip", "--reason", "x")).isEqualTo(Exit.USAGE);
        assertThat(run("dead-letters", "skip", ID, "--stage", "builder", "--reason", "x"))
                .isEqualTo(Exit.USAGE);

        assertThat(text(err)).contains("either the ID of one, or some of --stage");
        assertThat(asked).isEmpty();
    }

    private static final String DEAD_LETTERS = """
            {"jobs":[{"job":{"id":"%s","stage":"builder","kind":"build","lane":"main","subject":{"id":"b-1"},"attempt":5},
                "reason":"the registry\\u001b[31m is away","diedAt":"2026-11-25T08:00:00Z"}],
            "quarantine":[{"id":"r-1","stage":"scanner","topic":"slipway.lifecycle","partition":2,"offset":41,"reason":"no JSON"}]}""".formatted(ID);

    @Test
    void listsWhatStagesGaveUpOn() {
        answers(DEAD_LETTERS, "{\"jobs\":[],\"quarantine\":[]}");

        assertThat(run("dead-letters")).isZero();
        assertThat(run("dead-letters")).isZero();

        assertThat(asked).containsExactly("GET /v1/dead-letters", "GET /v1/dead-letters");
        assertThat(text(out)).isEqualTo("""
                %s  builder build, lane main: the registry[31m is away
                r-1  scanner record slipway.lifecycle/2@41: no JSON
                nothing waits for a person
                """.formatted(ID));
    }

    @Test
    void listsThoseThatFit() {
        answers("{\"jobs\":[],\"quarantine\":[]}");

        assertThat(run(
                        "dead-letters",
                        "--stage=builder",
                        "--kind=a b",
                        "--since=2026-11-25T08:00:00+01:00",
                        "--until=2026-11-26T08:00:00Z"))
                .isZero();

        assertThat(asked)
                .containsExactly(
                        "GET /v1/dead-letters?kind=a+b&since=2026-11-25T08%3A00%3A00%2B01%3A00&stage=builder&until=2026-11-26T08%3A00%3A00Z");
        assertThat(text(out)).isEqualTo("nothing that fits waits for a person\n");
    }

    @Test
    void aFilterMeansTheSameBeforeTheVerb() {
        answers("{\"done\":\"skipped\",\"ids\":[],\"more\":false}");

        assertThat(run("dead-letters", "--stage", "builder", "skip", "--kind", "build", "--reason", "x"))
                .isZero();

        assertThat(asked)
                .singleElement()
                .satisfies(one -> assertThat(one).contains("\"stage\":\"builder\"", "\"kind\":\"build\""));
    }

    @Test
    void showsADeadJob() {
        answers("""
                {"job":{"job":{"id":"%s","stage":"promoter","kind":"decide","lane":"shop/prod","subject":{"place":{"app":"shop","environment":"prod"}},
                "attempt":5,"createdAt":"2026-11-25T07:00:00Z"},"reason":"first\\nsecond","diedAt":"2026-11-25T08:00:00Z"}}""".formatted(ID));

        assertThat(run("dead-letters", "show", ID)).isZero();

        assertThat(asked).containsExactly("GET /v1/dead-letters/" + ID);
        assertThat(text(out)).isEqualTo("""
                dead job %s
                  stage      promoter
                  kind       decide
                  lane       shop/prod
                  about      shop/prod
                  asked for  2026-11-25T07:00:00Z
                  attempt    5
                  died       2026-11-25T08:00:00Z
                  because    first
                             second
                """.formatted(ID));
    }

    private static final String RECORD = """
            {"record":{"quarantined":{"id":"%s","stage":"builder","topic":"slipway.requests","partition":2,"offset":41,%%s
            "reason":"no JSON","at":"2026-11-25T08:00:00Z"},"state":"%%s","acts":[%%s],%%s}}""".formatted(ID);

    @Test
    void showsARecordWithoutLettingItGiveOrdersToTheTerminal() {
        answers(RECORD.formatted(
                "\"key\":\"k\\u001b]0;x\\u0007\\nrecord forged\",",
                "OPEN",
                "{\"what\":\"redriven\",\"by\":\"ada\",\"why\":\"try\"}",
                """
                "headers":{"a":"1","b":"2\\u009b"},"value":{"bytes":70000,"encoding":"UTF_8","text":"{\\u001b[2J\\n record r-2\\u0000","cut":true}"""));

        assertThat(run("dead-letters", "show", ID)).isZero();

        assertThat(text(out)).isEqualTo("""
                record %s
                  stage      builder
                  lies at    slipway.requests/2@41
                  came       2026-11-25T08:00:00Z
                  because    no JSON
                  state      OPEN
                  redriven   by ada: try
                  key        k]0;x
                             record forged
                  header     a: 1
                  header     b: 2
                  value      70000 bytes; only how it begins
                    {[2J
                     record r-2
                """.formatted(ID));
    }

    @Test
    void saysOfARecordWhoHandledItAndThatItsBytesAreForgotten() {
        answers(
                RECORD.formatted(
                        "",
                        "SKIPPED",
                        "{\"what\":\"skipped\",\"by\":\"bob\",\"why\":\"rubbish\",\"at\":\"2026-11-26T08:00:00Z\"}",
                        "\"forgottenAt\":\"2027-03-01T08:00:00Z\""),
                RECORD.formatted(
                        "",
                        "OPEN",
                        "",
                        "\"value\":{\"bytes\":2,\"encoding\":\"BASE64\",\"text\":\"/w8=\",\"cut\":false}"),
                RECORD.formatted("", "OPEN", "", "\"headers\":{}"));

        for (int i = 0; i < 3; i++) {
            assertThat(run("dead-letters", "show", ID)).isZero();
        }

        assertThat(text(out))
                .contains(
                        "  skipped    by bob at 2026-11-26T08:00:00Z: rubbish\n  key, headers and value were forgotten at 2027-03-01")
                .contains("  value      2 bytes, no text, so in Base64\n    /w8=\n")
                .endsWith("  value      none\n");
    }

    @Test
    void showsADeadLetterToPrograms() throws IOException {
        String answer = RECORD.formatted("", "OPEN", "", "\"headers\":{}");
        answers(answer);

        assertThat(run("dead-letters", "show", ID, "--json")).isZero();

        assertThat(Console.JSON.readTree(text(out))).isEqualTo(Console.JSON.readTree(answer));
    }

    @Test
    void aFilterMeansNothingWhereOneIsShown() {
        assertThat(run("dead-letters", "show", ID, "--stage", "builder")).isEqualTo(Exit.USAGE);
        assertThat(run("dead-letters", "show")).isEqualTo(Exit.USAGE);

        assertThat(text(err)).contains("leave --stage away");
        assertThat(asked).isEmpty();
    }

    private static String backlog(int ready, int oldest, int outbox) {
        return """
                {"stages":[{"stage":"builder","ready":%d,"retry":0,"paused":0,"running":0,"oldestReadySeconds":%d,"timerOverdueSeconds":0}],
                "outboxRows":%d,"outboxOldestSeconds":%d,"outboxParkedRows":0}""".formatted(ready, oldest, outbox, outbox);
    }

    @Test
    void findsNothingWrongWhereAllIsWell() {
        answers(backlog(1, 2, 0), "{\"pipelines\":[]}", "{\"jobs\":[],\"quarantine\":[]}");

        assertThat(run("doctor")).isZero();

        assertThat(text(out))
                .doesNotContain("LOOK")
                .contains("1 ready", "every event is sent", "nothing waits for a person");
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() {
        answers(backlog(5, 300, 90), DRIFT.formatted("ROLLBACK_FAILED"), "{\"jobs\":[{}],\"quarantine\":[{},{}]}");

        assertThat(run("doctor")).isEqualTo(Exit.NEEDS_A_PERSON);

        assertThat(text(out))
                .contains("LOOK builder", "nobody takes its work", "LOOK outbox", "whether the broker answers")
                .contains("drift: it does not run", "no way back", "slipway unfreeze shop/prod")
                .contains("1 dead jobs, 2 records", "redrive or skip");
    }
}
