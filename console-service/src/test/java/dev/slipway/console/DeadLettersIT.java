package dev.slipway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.events.Json;
import dev.slipway.ledger.NewJob;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stages gave up on, through the packaged console: listed, shown, had done again and let go, each under a name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLettersIT {
    private static final Instant EARLY = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-11-20T00:00:00Z");

    /** So many are handled by one order. */
    private static final int PAGE = 500;

    private final Map<UUID, String> names = new LinkedHashMap<>();
    private Seed seed;
    private RunningConsole console;
    private String operator;
    private long offset = 1_000;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        console = new RunningConsole(folder);
        seed = console.seed();
        operator = console.token("petra", "\"operator\"");
    }

    @AfterAll
    void close() throws Exception {
        console.close();
    }

    @BeforeEach
    void letGoWhatIsLeft() throws Exception {
        order("skip", "{\"since\": \"2000-01-01T00:00:00Z\", \"reason\": \"of another test\"}");
        assertThat(listed("")).isEmpty();
        names.clear();
    }

    private UUID job(Role stage, String kind, Instant died) {
        String name = "%s %s %s".formatted(stage.wireName(), kind, died.equals(EARLY) ? "early" : "late");
        UUID id = console.ledger()
                .die(
                        stage,
                        NewJob.of(name + offset++, kind, Subject.of(seed.vulnerable), UUID.randomUUID() + name),
                        "the registry is away",
                        died);
        names.put(id, name);
        return id;
    }

    private UUID record(Role stage, byte[] value, Instant at) {
        UUID id = console.ledger().quarantine(stage, offset++, value, "no JSON", at);
        names.put(id, "%s record %s".formatted(stage.wireName(), at.equals(EARLY) ? "early" : "late"));
        return id;
    }

    private JsonNode order(String what, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = console.order("/v1/dead-letters/" + what, operator, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }

    private JsonNode shown(Object id) throws IOException, InterruptedException {
        HttpResponse<String> answer = console.ask("/v1/dead-letters/" + id, operator);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }

    /** The names of those that wait and fit a query. */
    private List<String> listed(String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = console.ask("/v1/dead-letters" + query, operator);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode waiting = Json.MAPPER.readTree(answer.body());
        List<String> ids = new ArrayList<>(waiting.path("jobs").findValuesAsText("id"));
        waiting.path("quarantine").forEach(one -> ids.add(one.path("id").asText()));
        return named(ids);
    }

    private List<String> named(List<String> ids) {
        return ids.stream()
                .map(id -> Objects.toString(names.get(UUID.fromString(id)), id))
                .toList();
    }

    /** The ids of jobs of which the ledger says that petra did this to them for this reason. */
    private List<String> entries(String type, String reason) throws IOException, InterruptedException {
        JsonNode story = Json.MAPPER.readTree(
                console.ask("/v1/artifacts/" + seed.vulnerable, operator).body());
        return story.path("events")
                .valueStream()
                .filter(event -> event.path("type").asText().contains(type)
                        && event.path("actor").asText().equals("petra")
                        && event.path("fact").path("reason").asText().equals(reason))
                .map(event -> event.path("fact").path("job").asText())
                .toList();
    }

    /** A filter with what it hits. */
    record Case(Map<String, String> filter, String... hits) {
        String query() {
            StringBuilder query = new StringBuilder();
            filter.forEach((name, value) -> query.append(query.isEmpty() ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
            return query.toString();
        }

        String body(String reason) {
            ObjectNode body = Json.MAPPER.createObjectNode().put("reason", reason);
            filter.forEach(body::put);
            return body.toString();
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        Map.of("stage", "builder"),
                        "builder build early",
                        "builder build late",
                        "builder resume late",
                        "builder record early"),
                new Case(Map.of("kind", "build"), "builder build early", "builder build late"),
                new Case(Map.of("kind", "record"), "builder record early", "scanner record late"),
                new Case(
                        Map.of("since", LATE.toString()),
                        "builder build late",
                        "builder resume late",
                        "scanner record late"),
                new Case(
                        Map.of("until", LATE.toString()),
                        "builder build early",
                        "scanner scan early",
                        "builder record early"),
                new Case(
                        Map.of("until", "2026-11-20T01:00:00.001+01:00", "since", "2026-11-01T00:00:00.001Z"),
                        "builder build late",
                        "builder resume late",
                        "scanner record late"),
                new Case(Map.of("stage", "builder", "kind", "record"), "builder record early"),
                new Case(
                        Map.of(
                                "stage",
                                "builder",
                                "kind",
                                "build",
                                "since",
                                EARLY.toString(),
                                "until",
                                LATE.toString()),
                        "builder build early"),
                new Case(Map.of("stage", "deployer")));
    }

    private void giveUp() {
        job(Role.BUILDER, "build", EARLY);
        job(Role.BUILDER, "build", LATE);
        job(Role.BUILDER, "resume", LATE);
        job(Role.SCANNER, "scan", EARLY);
        record(Role.BUILDER, "{".getBytes(StandardCharsets.UTF_8), EARLY);
        record(Role.SCANNER, "{".getBytes(StandardCharsets.UTF_8), LATE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void listsThoseThatFit(Case one) throws Exception {
        giveUp();

        assertThat(listed(one.query())).containsExactlyInAnyOrder(one.hits());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasAllThatFitDoneAgain(Case one) throws Exception {
        handlesAllThatFit(one, "redrive", "redriven", "REDRIVING");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void letsAllThatFitGo(Case one) throws Exception {
        handlesAllThatFit(one, "skip", "skipped", "SKIPPED");
    }

    private void handlesAllThatFit(Case one, String verb, String done, String state) throws Exception {
        giveUp();
        String reason = "%s %s".formatted(verb, one.filter());

        JsonNode answer = order(verb, one.body(reason));

        List<String> ids =
                answer.path("ids").valueStream().map(JsonNode::asText).toList();
        assertThat(answer.path("done").asText()).isEqualTo(done);
        assertThat(answer.path("more").asBoolean()).isFalse();
        assertThat(named(ids)).containsExactlyInAnyOrder(one.hits());
        assertThat(named(ids).stream().map(name -> name.endsWith("late")).toList())
                .as("oldest first")
                .isSorted();
        List<String> rest = new ArrayList<>(names.values());
        rest.removeAll(List.of(one.hits()));
        assertThat(listed("")).containsExactlyInAnyOrderElementsOf(rest);
        List<String> records = ids.stream()
                .filter(id -> named(List.of(id)).getFirst().contains("record"))
                .toList();
        for (String id : records) {
            JsonNode record = shown(id).path("record");
            assertThat(record.path("state").asText()).isEqualTo(state);
            assertThat(acts(record)).containsExactly("%s by petra: %s".formatted(done, reason));
        }
        assertThat(entries("job." + done, reason))
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().filter(id -> !records.contains(id)).toList());
    }

    @Test
    void goesOnWhereAPageEndedAndMeetsNoneTwice() throws Exception {
        for (int i = 0; i < PAGE + 1; i++) {
            record(Role.SCANNER, "{".getBytes(StandardCharsets.UTF_8), EARLY);
        }
        String filter = "\"kind\": \"record\", \"reason\": \"mended\"";

        JsonNode first = order("redrive", "{%s}".formatted(filter));
        assertThat(first.path("more").asBoolean()).isTrue();
        console.ledger().putBackIntoQuarantine(Role.SCANNER);
        JsonNode second = order(
                "redrive",
                "{%s, \"next\": \"%s\"}".formatted(filter, first.path("next").asText()));

        assertThat(second.path("more").asBoolean()).isFalse();
        assertThat(second.has("next")).isFalse();
        List<JsonNode> ids = Stream.of(first, second)
                .flatMap(page -> page.path("ids").valueStream())
                .toList();
        assertThat(ids).hasSize(PAGE + 1).doesNotHaveDuplicates();
        assertThat(listed("")).hasSize(PAGE);
    }

    private static List<String> acts(JsonNode record) {
        assertThat(record.path("acts"))
                .allSatisfy(act ->
                        assertThat(Instant.parse(act.path("at").asText())).isAfter(LATE));
        return record.path("acts")
                .valueStream()
                .map(act -> "%s by %s: %s"
                        .formatted(
                                act.path("what").asText(),
                                act.path("by").asText(),
                                act.path("why").asText()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redrive", "skip"})
    void handlesOneByItsId(String verb) throws Exception {
        String done = verb.equals("skip") ? "skipped" : "redriven";
        giveUp();
        UUID job = job(Role.PROMOTER, "decide", LATE);
        UUID record = record(Role.PROMOTER, new byte[0], LATE);
        String reason = "one by its id: " + verb;
        String body = "{\"reason\": \"%s\"}".formatted(reason);

        assertThat(order(job + "/" + verb, body).path("done").asText()).isEqualTo(done);
        assertThat(order(record + "/" + verb, body).path("done").asText()).isEqualTo(done);

        assertThat(entries("job." + done, reason)).containsExactly(job.toString());
        assertThat(acts(shown(record).path("record"))).containsExactly("%s by petra: %s".formatted(done, reason));
        assertThat(listed("")).hasSize(6).noneMatch(name -> name.startsWith("promoter"));
        for (UUID handled : List.of(job, record)) {
            HttpResponse<String> again =
                    console.order("/v1/dead-letters/%s/%s".formatted(handled, verb), operator, body);
            assertThat(again.statusCode()).isEqualTo(404);
            assertThat(again.body()).contains("it may have been handled already");
        }
    }

    @Test
    void handlesNothingWithoutAReasonOrByAViewer() throws Exception {
        UUID job = job(Role.BUILDER, "build", LATE);
        String viewer = console.token("vito", "\"viewer\"");

        for (String path : List.of("/v1/dead-letters/redrive", "/v1/dead-letters/%s/skip".formatted(job))) {
            HttpResponse<String> silent = console.order(path, operator, "{\"kind\": \"build\"}");
            HttpResponse<String> viewed = console.order(path, viewer, "{\"kind\": \"build\", \"reason\": \"so\"}");

            assertThat(silent.statusCode()).isEqualTo(400);
            assertThat(silent.body())
                    .contains("of a job it is written into the ledger, of a record it is kept with it");
            assertThat(viewed.statusCode()).isEqualTo(403);
        }
        assertThat(listed("")).containsExactly("builder build late");
        assertThat(console.ask("/v1/dead-letters/" + job, viewer).statusCode()).isEqualTo(200);
    }

    @Test
    void showsADeadJobWhole() throws Exception {
        UUID id = job(Role.SCANNER, "scan", EARLY);

        JsonNode shown = shown(id);

        assertThat(shown.path("record").isMissingNode()).isTrue();
        JsonNode dead = shown.path("job");
        assertThat(dead.path("reason").asText()).isEqualTo("the registry is away");
        assertThat(dead.path("diedAt").asText()).isEqualTo(EARLY.toString());
        assertThat(dead.path("job").path("stage").asText()).isEqualTo("scanner");
        assertThat(dead.path("job").path("kind").asText()).isEqualTo("scan");
        assertThat(dead.path("job").path("attempt").asInt()).isEqualTo(5);
        assertThat(dead.path("job").path("lane").asText()).startsWith("scanner scan early");
        assertThat(dead.path("job").path("subject").toString()).contains(seed.vulnerable.value());
    }

    @Test
    void showsARecordWhole() throws Exception {
        UUID id = record(Role.BUILDER, "{\"a\": \"ü\u001b[31m".getBytes(StandardCharsets.UTF_8), EARLY);

        JsonNode record = shown(id).path("record");

        JsonNode where = record.path("quarantined");
        assertThat(where.path("stage").asText()).isEqualTo("builder");
        assertThat(where.path("topic").asText()).isEqualTo("slipway.requests");
        assertThat(where.path("partition").asInt()).isEqualTo(2);
        assertThat(where.path("offset").asLong()).isEqualTo(offset - 1);
        assertThat(where.path("key").asText()).isEqualTo("key");
        assertThat(where.path("reason").asText()).isEqualTo("no JSON");
        assertThat(where.path("at").asText()).isEqualTo(EARLY.toString());
        assertThat(record.path("state").asText()).isEqualTo("OPEN");
        assertThat(record.path("headers").path("content-type").asText()).isEqualTo("application/json");
        assertThat(record.path("acts")).isEmpty();
        assertThat(record.path("value"))
                .isEqualTo(
                        Json.MAPPER.readTree(
                                "{\"bytes\": 14, \"encoding\": \"UTF_8\", \"text\": \"{\\\"a\\\": \\\"ü\\u001b[31m\", \"cut\": false}"));
    }

    @Test
    void showsTheBeginningOfALargeValueAndWhatIsNoTextInBase64() throws Exception {
        byte[] large = new byte[300_000];
        Arrays.fill(large, (byte) 'x');
        byte[] noText = large.clone();
        noText[7] = (byte) 0xff;

        JsonNode text = shown(record(Role.BUILDER, large, LATE)).path("record").path("value");
        JsonNode bytes =
                shown(record(Role.BUILDER, noText, LATE)).path("record").path("value");

        assertThat(text.path("bytes").asLong()).isEqualTo(300_000);
        assertThat(text.path("cut").asBoolean()).isTrue();
        assertThat(text.path("text").asText()).isEqualTo("x".repeat(65_536));
        assertThat(bytes.path("encoding").asText()).isEqualTo("BASE64");
        assertThat(bytes.path("cut").asBoolean()).isTrue();
        assertThat(Base64.getDecoder().decode(bytes.path("text").asText())).isEqualTo(Arrays.copyOf(noText, 65_536));
    }

    @Test
    void saysWhatItWantsWhereThereIsNothingToShow() throws Exception {
        HttpResponse<String> unknown = console.ask("/v1/dead-letters/" + UUID.randomUUID(), operator);
        HttpResponse<String> noId = console.ask("/v1/dead-letters/builder", operator);
        HttpResponse<String> noTime = console.ask("/v1/dead-letters?since=yesterday", operator);

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("neither a dead job nor a record", "GET /v1/dead-letters");
        assertThat(noId.statusCode()).isEqualTo(400);
        assertThat(noId.body()).contains("'builder' is not an id", "a UUID");
        assertThat(noTime.statusCode()).isEqualTo(400);
        assertThat(noTime.body()).contains("'yesterday' is not a time");
        assertThat(console.ask("/v1/dead-letters/" + UUID.randomUUID(), "nobody")
                        .statusCode())
                .isEqualTo(401);
    }
}
