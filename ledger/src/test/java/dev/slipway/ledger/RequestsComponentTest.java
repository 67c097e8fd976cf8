package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.RequestReader;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        assertThat(LedgerFixture.count("select count(*) from ledger_entry")).isEqualTo(1);
    }
}
