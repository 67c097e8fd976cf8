package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.BuildRequest;
import dev.slipway.events.RequestReader;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Uuid7;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBatchComponentTest {
    private static final int BATCH = 40;

    private final Database database = LedgerFixture.as(Role.BUILDER);

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    private List<Requests.Answer> accept(List<RequestReader.Received> requests) {
        return database.transaction("accept requests", connection -> {
            RequestBatch.lock(connection, requests);
            return RequestBatch.accept(
                    connection,
                    requests.stream()
                            .map(one -> new RequestBatch.Asking(one, "ada"))
                            .toList(),
                    Role.BUILDER);
        });
    }

    /** Of few ids and few commits, so that most of them have something to do with another. */
    private static List<RequestReader.Received> chosenBy(long seed) {
        Random random = new Random(seed);
        List<RequestReader.Received> requests = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            BuildRequest request = new BuildRequest(
                    "https://git.example/shop.git",
                    new CommitId("%040d".formatted(random.nextInt(4))),
                    "refs/heads/" + random.nextInt(2),
                    ".",
                    random.nextInt(5) == 0,
                    random.nextInt(4) == 0);
            String payload = random.nextInt(3) == 0 ? "another" : "usual";
            requests.add(new RequestReader.Received("/ci", "id-" + random.nextInt(20), payload, request));
        }
        return requests;
    }

    /** What was answered and what the ledger has of it, with builds by the order in which they came. */
    private static List<String> told(List<Requests.Answer> answers) throws SQLException {
        List<BuildId> builds = new ArrayList<>();
        List<String> told = new ArrayList<>();
        for (Requests.Answer answer : answers) {
            told.add(
                    switch (answer) {
                        case Requests.Answer.Accepted(BuildId build) -> "accepted " + number(builds, build);
                        case Requests.Answer.Existing(BuildId build) -> "existing " + number(builds, build);
                        case Requests.Answer.Conflicting(BuildId build, String _) ->
                            "conflicting " + number(builds, build);
                    });
        }
        List<String> left = new ArrayList<>(LedgerFixture.rows(
                row -> "%d/%d %s %s"
                        .formatted(
                                number(builds, BuildId.parse(row.getString("subject_key"))),
                                row.getLong("seq"),
                                row.getString("to_state"),
                                row.getString("data")),
                "select *, convert_from(bytes, 'UTF8')::jsonb #>> '{data,customData,fact}' as data from ledger_entry"));
        left.addAll(LedgerFixture.rows(
                row -> "%d urgent %s by %s of %s"
                        .formatted(
                                number(builds, BuildId.parse(row.getString("id"))),
                                row.getBoolean("urgent"),
                                row.getString("actor"),
                                row.getString("ref")),
                "select * from build"));
        left.addAll(LedgerFixture.rows(
                row -> "%s is %d"
                        .formatted(row.getString("id"), number(builds, BuildId.parse(row.getString("build_id")))),
                "select * from request"));
        left.addAll(LedgerFixture.rows(
                row -> "%s is answered by %d"
                        .formatted(row.getString("commit_id"), number(builds, BuildId.parse(row.getString("id")))),
                "select distinct on (commit_id) commit_id, id from build order by commit_id, requested_at desc"));
        left.stream().sorted().forEach(told::add);
        return told;
    }

    private static int number(List<BuildId> builds, BuildId build) {
        if (!builds.contains(build)) {
            builds.add(build);
        }
        return builds.indexOf(build);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void leavesWhatItsRequestsLeaveOneByOne(long seed) throws SQLException {
        List<RequestReader.Received> requests = chosenBy(seed);
        List<Requests.Answer> single = new ArrayList<>();
        requests.forEach(one -> single.addAll(accept(List.of(one))));
        List<String> oneByOne = told(single);
        LedgerFixture.clear();

        List<Requests.Answer> together = accept(requests);

        assertThat(told(together)).isEqualTo(oneByOne);
        assertThat(oneByOne)
                .anyMatch(line -> line.startsWith("accepted"))
                .anyMatch(line -> line.startsWith("existing"))
                .anyMatch(line -> line.startsWith("conflicting"))
                .anyMatch(line -> line.contains("urgent true"));
    }

    /** The second replica gets what the first has not acknowledged yet, in another order. */
    @Test
    void batchesOfTwoReplicasWithTheSameRequestsWaitForEachOther() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        for (int round = 0; round < 10; round++) {
            List<RequestReader.Received> requests = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                requests.add(LedgerFixture.request(Uuid7.next().toString()));
            }
            try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
                Future<List<Requests.Answer>> one = replicas.submit(() -> {
                    start.await();
                    return accept(requests);
                });
                Future<List<Requests.Answer>> other = replicas.submit(() -> {
                    start.await();
                    return accept(requests.reversed());
                });

                assertThat(builds(one.get())).isEqualTo(builds(other.get()).reversed());
            }
        }

        assertThat(LedgerFixture.count("select count(*) from build")).isEqualTo(10 * BATCH);
    }

    private static List<BuildId> builds(List<Requests.Answer> answers) {
        return answers.stream()
                .map(answer -> switch (answer) {
                    case Requests.Answer.Accepted accepted -> accepted.build();
                    case Requests.Answer.Existing existing -> existing.build();
                    case Requests.Answer.Conflicting conflicting -> conflicting.build();
                })
                .toList();
    }

    @Test
    void theBuildThatWasMadeLastAnswersForItsContent() throws SQLException {
        CommitId commit = LedgerFixture.commit();

        List<Requests.Answer> answers = accept(List.of(
                LedgerFixture.request("1", commit, false),
                LedgerFixture.request("2", commit, true),
                LedgerFixture.request("3", commit, true)));

        assertThat(LedgerFixture.count("select count(distinct requested_at) from build"))
                .isEqualTo(3);
        assertThat(accept(List.of(LedgerFixture.request("4", commit, false))))
                .containsExactly(new Requests.Answer.Existing(builds(answers).getLast()));
    }

    @Test
    void aConflictWithinABatchDoesNotNameABuildThatMayNeverHaveBeen() {
        List<Requests.Answer> answers =
                accept(List.of(LedgerFixture.request("1"), LedgerFixture.request("1"), LedgerFixture.request("2")));

        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        Requests.Answer.Conflicting.class,
                        conflicting -> assertThat(conflicting.reason())
                                .contains("another payload")
                                .doesNotContain(builds(answers).getFirst().toString()));
    }

    @Test
    void thatAWaitingBuildIsWantedUrgentlyIsSeenAlsoIfItWasAskedForJustBefore() throws SQLException {
        CommitId commit = LedgerFixture.commit();

        List<Requests.Answer> answers =
                accept(List.of(LedgerFixture.request("1", commit, false), LedgerFixture.urgentRequest("2", commit)));

        assertThat(builds(answers)).containsOnly(builds(answers).getFirst());
        assertThat(LedgerFixture.count("select count(*) from build where urgent"))
                .isEqualTo(1);
    }
}
