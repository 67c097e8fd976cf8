package dev.slipway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.events.Json;
import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.ExportVerifier;
import dev.slipway.events.chain.NoteKey;
import dev.slipway.events.chain.SignedNote;
import dev.slipway.events.chain.Verification;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged console over a ledger with apps in every state, as browsers and programs meet it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {
    private static final Pattern MARK = Pattern.compile("name=\"mark\" value=\"([^\"]+)\"");

    private Seed seed;
    private RunningConsole console;
    private HttpClient http;
    private String bootstrap;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        console = new RunningConsole(folder);
        seed = console.seed();
        http = console.http();
        bootstrap = console.bootstrap();
    }

    @AfterAll
    void close() throws Exception {
        console.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return console.send(request);
    }

    private HttpRequest.Builder to(String path) {
        return console.to(path);
    }

    private HttpResponse<String> page(String path, String session) throws IOException, InterruptedException {
        return send(to(path).header("Accept", "text/html").header("Cookie", session));
    }

    private HttpResponse<String> ask(String path, String token) throws IOException, InterruptedException {
        return console.ask(path, token);
    }

    private HttpResponse<String> order(String path, String token, String body)
            throws IOException, InterruptedException {
        return console.order(path, token, body);
    }

    private HttpResponse<String> form(String path, String session, String fields)
            throws IOException, InterruptedException {
        return send(to(path).header("Cookie", session)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields)));
    }

    /** A session of a person with these roles, as a browser keeps it. */
    private String login(String name, String roles) throws IOException, InterruptedException {
        HttpResponse<String> answer = form("/login", "", "token=" + token(name, roles) + "&to=/");
        assertThat(answer.statusCode()).isEqualTo(303);
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly").containsIgnoringCase("SameSite=Strict");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private String token(String name, String roles) throws IOException, InterruptedException {
        return console.token(name, roles);
    }

    static Stream<String> paths() {
        return Stream.of("/", "/approvals", "/builds", "/dead-letters");
    }

    @ParameterizedTest
    @MethodSource("paths")
    void leadsAStrangerToTheLogin(String path) throws Exception {
        HttpResponse<String> answer = page(path, "slipway=nonsense");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElse("")).contains("/login");
    }

    @Test
    void tellsAProgramWithoutATokenWhatToSend() throws Exception {
        HttpResponse<String> answer = send(to("/v1/pipelines"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("Authorization: Bearer");
    }

    @Test
    void showsEveryPageToSomebodyWhoMayRead() throws Exception {
        String session = login("vera", "\"viewer\"");
        List<String> all = new ArrayList<>(paths().toList());
        for (Object digest : List.of(seed.served, seed.waiting, seed.vulnerable, seed.hostile)) {
            all.add("/artifacts/" + digest);
        }
        all.add("/deployments/" + seed.running);
        all.add("/deployments/" + seed.aborted);
        all.add("/builds/" + seed.failed);

        for (String path : all) {
            HttpResponse<String> answer = page(path, session);

            assertThat(answer.statusCode()).as(path + "\n" + answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("default-src", "'self'")
                    .doesNotContain("unsafe-inline");
            assertThat(answer.body()).as(path).contains("<main").doesNotContain("<script>alert", "\u001b[31m");
        }
    }

    @Test
    void answersEveryQuestionOfTheApi() throws Exception {
        String token = token("ivan", "\"viewer\"");
        String digest = "/v1/artifacts/" + seed.vulnerable;
        for (String path : List.of(
                "/v1/pipelines",
                "/v1/approvals",
                "/v1/environments",
                "/v1/builds?limit=3",
                "/v1/builds/" + seed.failed,
                "/v1/builds/" + seed.failed + "/log",
                "/v1/chains/" + seed.failed,
                "/v1/deployments/" + seed.aborted,
                "/v1/dead-letters",
                "/v1/backlog",
                "/v1/ledger/verification",
                "/v1/apps/payments/environments/prod/waivers",
                "/v1/apps/payments/environments/prod/deployments?limit=2",
                digest,
                digest + "/why?environment=dev",
                digest + "/findings",
                digest + "/changes?from=" + seed.vulnerable,
                digest + "/sbom",
                digest + "/waivers")) {
            HttpResponse<String> answer = ask(path, token);

            assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        }
        assertThat(Json.MAPPER.readTree(ask(digest + "/findings", token).body()).path("findings"))
                .hasSize(2);
    }

    @Test
    void signsWhatTheLedgerHasBecome() throws Exception {
        String token = token("walt", "\"viewer\"");
        NoteKey key = NoteKey.parse(ask("/v1/ledger/key", token).body());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ask("/v1/ledger/checkpoints/newest", token).statusCode() == 200);

        SignedNote note =
                SignedNote.parse(ask("/v1/ledger/checkpoints/newest", token).body());
        Checkpoint newest = Checkpoint.parse(note.text());
        JsonNode report =
                Json.MAPPER.readTree(ask("/v1/ledger/verification", token).body());

        assertThat(note.isSignedBy(List.of(key))).isTrue();
        assertThat(newest.entries()).isGreaterThan(50);
        assertThat(ask("/v1/ledger/checkpoints/1", token).body()).contains("checkpoint 1\nprevious 0000");
        assertThat(ask("/v1/ledger/checkpoints/999999", token).statusCode()).isEqualTo(404);
        assertThat(report.path("holds").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.path("checkpoints").asLong()).isGreaterThanOrEqualTo(newest.number());
        assertThat(report.path("cannotShow").toString())
                .contains("signing key")
                .doesNotContain("nothing was compared", "compare with one");

        JsonNode rebuilt = Json.MAPPER.readTree(
                ask("/v1/ledger/verification?rebuild=true", token).body());
        assertThat(rebuilt.path("holds").asBoolean()).as(rebuilt.toString()).isTrue();
        assertThat(rebuilt.path("cannotShow").toString()).doesNotContain("--rebuild");

        byte[] export = ask("/v1/ledger/export", token).body().getBytes(StandardCharsets.UTF_8);
        Verification offline = ExportVerifier.verify(new ByteArrayInputStream(export), List.of(key), newest);
        assertThat(offline.problems()).isEmpty();
        assertThat(offline.entries()).isGreaterThanOrEqualTo(newest.entries());
    }

    @Test
    void turnsThePagesOfAHistory() throws Exception {
        String token = token("hedy", "\"viewer\"");
        String path = "/v1/apps/shop-api/environments/prod/deployments?limit=1";

        JsonNode newest = Json.MAPPER.readTree(ask(path, token).body()).path("deployments");
        String id = newest.path(0).path("deployment").path("id").asText();
        JsonNode older =
                Json.MAPPER.readTree(ask(path + "&before=" + id, token).body()).path("deployments");

        assertThat(newest).hasSize(1);
        assertThat(older).hasSize(1);
        assertThat(older.path(0).path("deployment").path("queuedAt").asText())
                .isLessThan(newest.path(0).path("deployment").path("queuedAt").asText());
        assertThat(older.path(0).path("commit").asText()).hasSize(40);
        assertThat(ask(path.replace("=1", "=501"), token).statusCode()).isEqualTo(400);
    }

    @Test
    void letsAllDeadLettersGoThatFit() throws Exception {
        String token = token("petra", "\"operator\"");
        String records = "{\"kind\": \"record\", \"since\": \"2026-01-01T00:00:00Z\", \"reason\": \"of no use\"}";

        HttpResponse<String> all = order("/v1/dead-letters/skip", token, "{\"reason\": \"tidy\"}");
        JsonNode none =
                Json.MAPPER.readTree(order("/v1/dead-letters/skip", token, records.replace("record", "no-such-kind"))
                        .body());
        JsonNode one = Json.MAPPER.readTree(
                order("/v1/dead-letters/skip", token, records).body());
        JsonNode again = Json.MAPPER.readTree(
                order("/v1/dead-letters/skip", token, records).body());
        JsonNode left = Json.MAPPER.readTree(ask("/v1/dead-letters", token).body());

        assertThat(all.statusCode()).isEqualTo(400);
        assertThat(all.body()).contains("nothing says which dead letters are meant");
        assertThat(none.path("ids")).isEmpty();
        assertThat(one.path("ids")).hasSize(1);
        assertThat(again.path("ids")).isEmpty();
        assertThat(left.path("quarantine")).isEmpty();
        assertThat(left.path("jobs")).hasSize(1);
    }

    @Test
    void theSameKeyIsTheSameCommand() throws Exception {
        String token = token("kim", "\"deployer\"");
        String path = "/v1/apps/shop-api/environments/prod/rollback";

        String first = keyed(path, token, "{\"reason\":\"too slow\"}").body();
        HttpResponse<String> again = keyed(path, token, "{\"reason\":\"too slow\"}");
        HttpResponse<String> other = keyed(path, token, "{\"reason\":\"another reason\"}");

        assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first).contains(seed.before.value());
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(ask("/v1/artifacts/" + seed.before, token).body().split("deployment.requested", -1))
                .as("asked for once")
                .hasSize(2);
    }

    private HttpResponse<String> keyed(String path, String token, String body)
            throws IOException, InterruptedException {
        return send(to(path).header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", "roll-back-1")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @CsvSource({"0a, ',\"urgent\":true', true", "0b, '', false"})
    void aBuildIsUrgentIfItWasAskedForUrgently(String commit, String member, boolean urgent) throws Exception {
        String token = token("ursula" + commit, "\"deployer\"");

        HttpResponse<String> answer = order(
                "/v1/builds",
                token,
                "{\"repository\":\"https://git.example/shop.git\",\"commit\":\"%s\"%s}"
                        .formatted(commit.repeat(20), member));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String self = Json.MAPPER.readTree(answer.body()).path("self").asText();
        JsonNode story = Json.MAPPER.readTree(ask(self, token).body());
        for (String request : List.of("/build/request/urgent", "/events/0/fact/request/urgent")) {
            assertThat(story.at(request).isBoolean()).as(story.toPrettyString()).isTrue();
            assertThat(story.at(request).asBoolean()).as(request).isEqualTo(urgent);
        }
    }

    @Test
    void aTokenKeepsToItsPlaces() throws Exception {
        HttpResponse<String> made = order(
                "/v1/tokens",
                bootstrap,
                "{\"name\":\"lea\",\"roles\":[\"operator\"],\"apps\":[\"greeter\"],\"environments\":[\"dev\"]}");
        String token = Json.MAPPER.readTree(made.body()).path("token").asText();
        String body = "{\"reason\":\"mine\"}";

        assertThat(order("/v1/apps/greeter/environments/dev/freeze", token, body)
                        .statusCode())
                .isEqualTo(202);
        assertThat(order("/v1/apps/greeter/environments/prod/freeze", token, body)
                        .statusCode())
                .isEqualTo(403);
        assertThat(order("/v1/apps/payments/environments/dev/freeze", token, body)
                        .statusCode())
                .isEqualTo(403);
        assertThat(order("/v1/artifacts/%s/veto".formatted(seed.hostile), token, body)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void nobodyApprovesTheirOwnCommit() throws Exception {
        String path = "/v1/artifacts/%s/approve".formatted(seed.waiting);
        String body = "{\"environment\":\"prod\",\"reason\":\"looks good\"}";
        String roles = "\"approver:release-manager\"";

        HttpResponse<String> own = order(path, token("grace", roles), body);
        HttpResponse<String> other = order(path, token("nadia", roles), body);
        HttpResponse<String> withoutName = send(to(path).header("Authorization", "Bearer " + bootstrap)
                .POST(HttpRequest.BodyPublishers.ofString(body)));

        assertThat(own.statusCode()).isEqualTo(403);
        assertThat(own.body()).contains("Grace Hopper", "somebody else");
        assertThat(other.statusCode()).as(other.body()).isEqualTo(202);
        assertThat(withoutName.statusCode()).isEqualTo(400);
        assertThat(withoutName.body()).contains("Slipway-Actor");
    }

    @Test
    void saysOfEvidenceThatIsGoneWhatIsForgotten() throws Exception {
        HttpResponse<String> answer = ask("/v1/evidence/" + "0".repeat(64), token("nils", "\"viewer\""));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("SLIPWAY_LEDGER_LOG_RETENTION", "its hash stays");
    }

    @Test
    void saysThatADigestIsNoIdOfADeployment() throws Exception {
        HttpResponse<String> answer =
                send(to("/v1/deployments/" + seed.waiting).header("Authorization", "Bearer " + bootstrap));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("'%s' is not an id".formatted(seed.waiting), "a UUID");
    }

    @Test
    void tellsWhatHappensToWhoListensAndToWhoComesBack() throws Exception {
        String token = token("sam", "\"operator\"");
        HttpResponse<InputStream> open = http.send(
                to("/v1/events?app=mailer&type=hold.placed&type=hold.released")
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        String id;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open.body(), StandardCharsets.UTF_8))) {
            id = line(lines, "id:");
            order("/v1/apps/mailer/environments/dev/hold", token, "{\"reason\":\"first word\"}");
            assertThat(line(lines, "data:{\"id\"")).contains("first word");
        }
        order("/v1/apps/mailer/environments/dev/release", token, "{\"reason\":\"second word\"}");

        HttpResponse<InputStream> again = http.send(
                to("/v1/events?app=mailer&type=hold.placed&type=hold.released")
                        .header("Authorization", "Bearer " + token)
                        .header("Last-Event-ID", id)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(again.body(), StandardCharsets.UTF_8))) {
            assertThat(line(lines, "data:{\"id\"")).contains("first word");
            assertThat(line(lines, "data:{\"id\"")).contains("second word");
        }
    }

    private static String line(BufferedReader lines, String beginning) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                return line.substring(line.indexOf(':') + 1);
            }
        }
        throw new IOException("the stream ended before a line with " + beginning);
    }

    @Test
    void showsWhatOthersWroteAsText() throws Exception {
        String body = page("/deployments/" + seed.aborted, login("otto", "\"viewer\""))
                .body();

        assertThat(body).contains("&lt;script&gt;alert(");
    }

    @Test
    void aFormFromElsewhereChangesNothing() throws Exception {
        String session = login("olga", "\"operator\"");
        String confirm = "/confirm?do=hold&app=greeter&environment=dev";
        String before = page("/", session).body();

        HttpResponse<String> answer =
                form("/confirm", session, "do=hold&app=greeter&environment=dev&reason=forged&mark=guessed");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(page("/", session).body()).doesNotContain("forged");
        assertThat(before).doesNotContain("forged");
        assertThat(page(confirm, session).statusCode()).isEqualTo(200);
        assertThat(MARK.matcher(page(confirm, session).body()).find()).isTrue();
    }

    @Test
    void aPersonHoldsAnEnvironmentByItsForm() throws Exception {
        String session = login("henry", "\"operator\"");
        Matcher mark = MARK.matcher(
                page("/confirm?do=hold&app=shop-api&environment=dev", session).body());
        assertThat(mark.find()).isTrue();

        HttpResponse<String> answer = form(
                "/confirm",
                session,
                "do=hold&app=shop-api&environment=dev&reason=counting+stock&mark=" + mark.group(1));

        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 303);
        assertThat(page("/", session).body()).contains("counting stock");
    }

    @Test
    void deniesWhatARoleDoesNotHold() throws Exception {
        String viewer = token("victor", "\"viewer\"");

        HttpResponse<String> veto =
                order("/v1/artifacts/%s/veto".formatted(seed.served), viewer, "{\"reason\":\"just so\"}");
        HttpResponse<String> approval = order(
                "/v1/artifacts/%s/approve".formatted(seed.waiting),
                viewer,
                "{\"environment\":\"prod\",\"reason\":\"just so\"}");

        assertThat(veto.statusCode()).isEqualTo(403);
        assertThat(veto.body()).contains("victor", "operator");
        assertThat(approval.statusCode()).isEqualTo(403);
        assertThat(Json.MAPPER
                        .readTree(ask("/v1/artifacts/" + seed.served, viewer).body())
                        .path("artifact")
                        .path("veto")
                        .isTextual())
                .isFalse();
    }

    @Test
    void aRevokedTokenOpensNothing() throws Exception {
        String token = token("rita", "\"viewer\"");
        JsonNode tokens = Json.MAPPER.readTree(ask("/v1/tokens", bootstrap).body());
        String id = tokens.path("tokens")
                .valueStream()
                .filter(one -> one.path("name").asText().equals("rita"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        assertThat(ask("/v1/pipelines", token).statusCode()).isEqualTo(200);

        order("/v1/tokens/%s/revoke".formatted(id), bootstrap, "{}");

        assertThat(ask("/v1/pipelines", token).statusCode()).isEqualTo(401);
    }
}
