package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.Fact;
import dev.slipway.events.RequestReader;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestsComponentTest {
    private final Requests requests = new Requests(LedgerFixture.as(Role.CONSOLE));

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    private Requests.Answer ask(RequestReader.Received request) {
        return requests.accept(request, Role.CONSOLE, "ada");
    }

    private BuildId accepted(RequestReader.Received request) {
        return ((Requests.Answer.Accepted) ask(request)).build();
    }

    @Test
    void theSameRequestAgainIsTheSameBuild() {
        RequestReader.Received request = LedgerFixture.request("1");
        BuildId first = accepted(request);

        assertThat(ask(request)).isEqualTo(new Requests.Answer.Existing(first));
    }

    @Test
    void theSameIdWithAnotherPayloadIsRefused() {
        BuildId first = accepted(LedgerFixture.request("1"));

        assertThat(ask(LedgerFixture.request("1")))
                .isInstanceOfSatisfying(Requests.Answer.Conflicting.class, conflicting -> {
                    assertThat(conflicting.build()).isEqualTo(first);
                    assertThat(conflicting.reason()).contains("id '1'", "another payload");
                });
    }

    @Test
    void anotherRequestForTheSameContentIsAnsweredByTheBuildThatIsThere() {
        CommitId commit = LedgerFixture.commit();
        BuildId first = accepted(LedgerFixture.request("1", commit, false));

        assertThat(ask(LedgerFixture.request("2", commit, false))).isEqualTo(new Requests.Answer.Existing(first));
    }

    @Test
    void rebuildMakesANewOne() {
        CommitId commit = LedgerFixture.commit();
        BuildId first = accepted(LedgerFixture.request("1", commit, false));

        assertThat(accepted(LedgerFixture.request("2", commit, true))).isNotEqualTo(first);
    }

    @Test
    void aFailedBuildDoesNotAnswer() throws SQLException {
        CommitId commit = LedgerFixture.commit();
        BuildId first = accepted(LedgerFixture.request("1", commit, false));
        LedgerFixture.tamper("update build set state = 'FAILED'");

        assertThat(accepted(LedgerFixture.request("2", commit, false))).isNotEqualTo(first);
    }

    @Test
    void twentyAtOnceAreOneBuild() throws Exception {
        CommitId commit = LedgerFixture.commit();
        Set<BuildId> builds = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Requests.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String id = i % 2 == 0 ? "same" : "other-" + i;
                answers.add(threads.submit(() -> ask(LedgerFixture.request(id, commit, false))));
            }
            for (Future<Requests.Answer> answer : answers) {
                switch (answer.get()) {
                    case Requests.Answer.Accepted accepted -> builds.add(accepted.build());
                    case Requests.Answer.Existing existing -> builds.add(existing.build());
                    case Requests.Answer.Conflicting conflicting -> throw new AssertionError(conflicting.reason());
                }
            }
        }

        assertThat(builds).hasSize(1);
        assertThat(LedgerFixture.count("select count(*) from ledger_entry"))
                .as("one for each of 11 requests")
                .isEqualTo(11);
        assertThat(LedgerFixture.count("select count(*) from build")).isEqualTo(1);
    }

    private static RequestReader.Received onRef(String id, CommitId commit, String ref) {
        BuildRequest request = new BuildRequest("https://git.example/shop.git", commit, ref, ".", false, false);
        return new RequestReader.Received("/ci", id, id, request);
    }

    @Test
    void everyRequestIsToldOnceWithWhoAskedAlsoWhereABuildWasThereBefore() throws SQLException {
        CommitId commit = LedgerFixture.commit();
        BuildId build = accepted(onRef("1", commit, "refs/heads/main"));

        ask(onRef("2", commit, "refs/tags/v1.2.0"));
        ask(onRef("3", commit, "refs/tags/v1.2.0"));
        ask(onRef("3", commit, "refs/tags/v1.2.0"));

        assertThat(new Ledger(LedgerFixture.as(Role.CONSOLE)).events(Subject.of(build)))
                .extracting(event -> (Fact.BuildRequested) event.fact())
                .extracting(
                        Fact.BuildRequested::requestId, asked -> asked.request().ref())
                .containsExactly(
                        tuple("1", "refs/heads/main"), tuple("2", "refs/tags/v1.2.0"), tuple("3", "refs/tags/v1.2.0"));
        assertThat(LedgerFixture.count("select count(*) from build where ref = 'refs/heads/main'"))
                .isEqualTo(1);
    }

    private @Nullable String stop(String id, RequestReader.WhichBuild which) {
        var request = new RequestReader.Cancelling("/ci", id, id + which, which, "wrong branch");
        return LedgerFixture.as(Role.BUILDER)
                .transaction(
                        "stop",
                        connection -> Optional.ofNullable(Requests.stop(connection, request, Role.BUILDER, "/ci")))
                .orElse(null);
    }

    @Test
    void aBuildIsAskedToStopByItsIdOrByItsRequest() throws SQLException {
        BuildId build = accepted(LedgerFixture.request("1"));

        assertThat(stop("c1", new RequestReader.ById(build))).isNull();
        assertThat(stop("c1", new RequestReader.ById(build))).as("again").isNull();
        assertThat(stop("c2", new RequestReader.ByRequest("/ci", "1"))).isNull();

        assertThat(LedgerFixture.rows(
                        row -> row.getString("actor") + ": " + row.getString("reason"), "select * from stop_request"))
                .containsExactly("/ci: wrong branch");
        assertThat(LedgerFixture.count("select count(*) from ledger_entry where type like '%build.cancelled%'"))
                .isEqualTo(2);
    }

    @Test
    void stoppingAnUnknownBuildOrUnderAnotherPayloadsIdIsRefusedWithTheReason() {
        BuildId build = accepted(LedgerFixture.request("1"));
        stop("c1", new RequestReader.ById(build));

        assertThat(stop("c9", new RequestReader.ById(BuildId.next()))).contains("there is no build");
        assertThat(stop("c8", new RequestReader.ByRequest("/ci", "nobody"))).contains("there is no build", "nobody");
        assertThat(stop("c1", new RequestReader.ByRequest("/ci", "1"))).contains("another payload");
    }

    @Test
    void stoppingWhatHasEndedChangesNothing() throws SQLException {
        BuildId build = accepted(LedgerFixture.request("1"));
        LedgerFixture.tamper("update build set state = 'FAILED'");

        assertThat(stop("c1", new RequestReader.ById(build))).isNull();

        assertThat(LedgerFixture.count("select count(*) from stop_request")).isZero();
    }

    @Test
    void aBuildThatIsAboutToStopDoesNotAnswerForItsContent() {
        CommitId commit = LedgerFixture.commit();
        BuildId first = accepted(LedgerFixture.request("1", commit, false));
        stop("c1", new RequestReader.ById(first));

        assertThat(accepted(LedgerFixture.request("2", commit, false))).isNotEqualTo(first);
    }

    @Test
    void aLiveLogIsReadableByOthersAndGoesWithItsBuild() throws Exception {
        BuildId build = accepted(LedgerFixture.request("1"));
        LiveLogs writing = new LiveLogs(LedgerFixture.as(Role.BUILDER));
        LiveLogs reading = new LiveLogs(LedgerFixture.as(Role.CONSOLE));
        writing.append(build, 0, "one\n".getBytes(StandardCharsets.UTF_8));
        writing.append(build, 1, "two\n".getBytes(StandardCharsets.UTF_8));
        writing.append(build, 1, "late\n".getBytes(StandardCharsets.UTF_8));

        assertThat(reading.read(build)).asString(StandardCharsets.UTF_8).isEqualTo("one\ntwo\n");
        assertThatThrownBy(() -> reading.append(build, 2, new byte[1])).isInstanceOf(LedgerUnavailable.class);

        LedgerFixture.as(Role.BUILDER).<Boolean, Exception>transaction("end", connection -> {
            LedgerTx.begin(connection, Role.BUILDER, "test", List.of(), List.of(Subject.of(build)), UUID.randomUUID())
                    .dropLog(build);
            return true;
        });
        assertThat(reading.read(build)).isEmpty();
    }
}
