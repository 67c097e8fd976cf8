package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stages gave up on, as the command line lists, shows and handles it. */
class DeadLettersCommandTest {
    private static final String ID = "0193c000-0000-7000-8000-000000000001";

    @RegisterExtension
    final StandInConsole console = new StandInConsole();

    @Test
    void handlesAllDeadLettersThatFitPageByPage() {
        console.answers(
                "{\"done\":\"redriven\",\"ids\":[\"a\",\"b\"],\"more\":true,\"next\":\"b_1\"}",
                "{\"done\":\"redriven\",\"ids\":[],\"more\":true,\"next\":\"b_2\"}",
                "{\"done\":\"redriven\",\"ids\":[\"c\"],\"more\":false,\"next\":null}");

        assertThat(console.run(
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

        assertThat(console.asked())
                .hasSize(3)
                .allSatisfy(one -> assertThat(one)
                        .startsWith("POST /v1/dead-letters/redrive ")
                        .contains(
                                "\"stage\":\"builder\"",
                                "\"since\":\"2026-11-25T08:00:00Z\"",
                                "\"kind\":\"record\"",
                                "\"until\":\"2026-11-26T08:00:00Z\"",
                                "\"reason\":\"mended\""));
        assertThat(console.asked().get(0)).doesNotContain("next");
        assertThat(console.asked().get(1)).contains("\"next\":\"b_1\"");
        assertThat(console.asked().get(2)).contains("\"next\":\"b_2\"");
        assertThat(console.out()).isEqualTo("a redriven\nb redriven\nc redriven\n3 in all\n");
    }

    @Test
    void saysThatThereAreMoreWhereAnEarlierConsoleDoesNotSayWhereToGoOn() {
        console.answers("{\"done\":\"skipped\",\"ids\":[\"a\"],\"more\":true}");

        assertThat(console.run("dead-letters", "skip", "--stage", "builder", "--reason", "x"))
                .isZero();

        assertThat(console.asked()).hasSize(1);
        assertThat(console.out()).isEqualTo("a skipped\n1 in all\nthere are more: ask again\n");
    }

    @Test
    void handlesOneDeadLetterByItsId() {
        console.answers("{\"done\":\"skipped\"}");

        assertThat(console.run("dead-letters", "skip", ID, "--reason", "of no use"))
                .isZero();

        assertThat(console.asked()).containsExactly("POST /v1/dead-letters/" + ID + "/skip {\"reason\":\"ofnouse\"}");
    }

    @Test
    void wantsToKnowWhichDeadLettersAreMeant() {
        assertThat(console.run("dead-letters", "skip", "--reason", "x")).isEqualTo(Exit.USAGE);
        assertThat(console.run("dead-letters", "skip", ID, "--stage", "builder", "--reason", "x"))
                .isEqualTo(Exit.USAGE);

        assertThat(console.err()).contains("either the ID of one, or some of --stage");
        assertThat(console.asked()).isEmpty();
    }

    private static final String DEAD_LETTERS = """
            {"jobs":[{"job":{"id":"%s","stage":"builder","kind":"build","lane":"main","subject":{"id":"b-1"},"attempt":5},
                "reason":"the registry\\u001b[31m is away","diedAt":"2026-11-25T08:00:00Z"}],
            "quarantine":[{"id":"r-1","stage":"scanner","topic":"slipway.lifecycle","partition":2,"offset":41,"reason":"no JSON"}]}""".formatted(ID);

    @Test
    void listsWhatStagesGaveUpOn() {
        console.answers(DEAD_LETTERS, "{\"jobs\":[],\"quarantine\":[]}");

        assertThat(console.run("dead-letters")).isZero();
        assertThat(console.run("dead-letters")).isZero();

        assertThat(console.asked()).containsExactly("GET /v1/dead-letters", "GET /v1/dead-letters");
        assertThat(console.out()).isEqualTo("""
                %s  builder build, lane main: the registry[31m is away
                r-1  scanner record slipway.lifecycle/2@41: no JSON
                nothing waits for a person
                """.formatted(ID));
    }

    @Test
    void listsThoseThatFit() {
        console.answers("{\"jobs\":[],\"quarantine\":[]}");

        assertThat(console.run(
                        "dead-letters",
                        "--stage=builder",
                        "--kind=a b",
                        "--since=2026-11-25T08:00:00+01:00",
                        "--until=2026-11-26T08:00:00Z"))
                .isZero();

        assertThat(console.asked())
                .containsExactly(
                        "GET /v1/dead-letters?kind=a+b&since=2026-11-25T08%3A00%3A00%2B01%3A00&stage=builder&until=2026-11-26T08%3A00%3A00Z");
        assertThat(console.out()).isEqualTo("nothing that fits waits for a person\n");
    }

    @Test
    void aFilterMeansTheSameBeforeTheVerb() {
        console.answers("{\"done\":\"skipped\",\"ids\":[],\"more\":false}");

        assertThat(console.run("dead-letters", "--stage", "builder", "skip", "--kind", "build", "--reason", "x"))
                .isZero();

        assertThat(console.asked())
                .singleElement()
                .satisfies(one -> assertThat(one).contains("\"stage\":\"builder\"", "\"kind\":\"build\""));
    }

    @Test
    void showsADeadJob() {
        console.answers("""
                {"job":{"job":{"id":"%s","stage":"promoter","kind":"decide","lane":"shop/prod","subject":{"place":{"app":"shop","environment":"prod"}},
                "attempt":5,"createdAt":"2026-11-25T07:00:00Z"},"reason":"first\\nsecond","diedAt":"2026-11-25T08:00:00Z"}}""".formatted(ID));

        assertThat(console.run("dead-letters", "show", ID)).isZero();

        assertThat(console.asked()).containsExactly("GET /v1/dead-letters/" + ID);
        assertThat(console.out()).isEqualTo("""
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
        console.answers(RECORD.formatted(
                "\"key\":\"k\\u001b]0;x\\u0007\\nrecord forged\",",
                "OPEN",
                "{\"what\":\"redriven\",\"by\":\"ada\",\"why\":\"try\"}",
                """
                "headers":{"a":"1","b":"2\\u009b"},"value":{"bytes":70000,"encoding":"UTF_8","text":"{\\u001b[2J\\n record r-2\\u0000","cut":true}"""));

        assertThat(console.run("dead-letters", "show", ID)).isZero();

        assertThat(console.out()).isEqualTo("""
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
        console.answers(
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
            assertThat(console.run("dead-letters", "show", ID)).isZero();
        }

        assertThat(console.out())
                .contains(
                        "  skipped    by bob at 2026-11-26T08:00:00Z: rubbish\n  key, headers and value were forgotten at 2027-03-01")
                .contains("  value      2 bytes, no text, so in Base64\n    /w8=\n")
                .endsWith("  value      none\n");
    }

    @Test
    void showsADeadLetterToPrograms() throws IOException {
        String answer = RECORD.formatted("", "OPEN", "", "\"headers\":{}");
        console.answers(answer);

        assertThat(console.run("dead-letters", "show", ID, "--json")).isZero();

        assertThat(Console.JSON.readTree(console.out())).isEqualTo(Console.JSON.readTree(answer));
    }

    @Test
    void aFilterMeansNothingWhereOneIsShown() {
        assertThat(console.run("dead-letters", "show", ID, "--stage", "builder"))
                .isEqualTo(Exit.USAGE);
        assertThat(console.run("dead-letters", "show")).isEqualTo(Exit.USAGE);

        assertThat(console.err()).contains("leave --stage away");
        assertThat(console.asked()).isEmpty();
    }
}
