package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Relay and worker hear of what is there for them when it is there, and of nothing else. */
class DatabaseComponentTest {
    private final Database database = LedgerFixture.as(Role.CONSOLE);
    private final AtomicInteger rung = new AtomicInteger();

    @BeforeEach
    void listen() throws SQLException {
        LedgerFixture.clear();
        database.on(Database.Left.RECORDS, () -> rung.addAndGet(outbox()));
    }

    private static int outbox() {
        try {
            return (int) LedgerFixture.count("select count(*) from outbox");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Requests.Answer ask() {
        return new Requests(database)
                .accept(LedgerFixture.request(UUID.randomUUID().toString()), Role.CONSOLE, "ada");
    }

    @Test
    void ringsOnceTheRowsAreThereForEveryoneToSee() {
        ask();

        assertThat(rung).hasValue(1);
    }

    @Test
    void keepsStillWhereNothingIsToBeSent() {
        ask();

        database.transaction("look", Sql::now);

        assertThat(rung).hasValue(1);
    }

    @Test
    void keepsStillWhenNothingWasCommitted() {
        assertThatThrownBy(() -> database.transaction("fail", connection -> {
                    Requests.accept(
                            connection, LedgerFixture.request(UUID.randomUUID().toString()), Role.CONSOLE, "ada");
                    throw new SQLException("as planned");
                }))
                .isInstanceOf(LedgerUnavailable.class);
        database.transaction("look", Sql::now);

        assertThat(rung).hasValue(0);
    }

    @Test
    void ringsForJobsApart() {
        AtomicInteger worker = new AtomicInteger();
        database.on(Database.Left.JOBS, worker::incrementAndGet);
        ask();
        assertThat(worker).hasValue(0);

        Database builder = LedgerFixture.as(Role.BUILDER);
        builder.on(Database.Left.JOBS, worker::incrementAndGet);
        BuildId build = LedgerFixture.requestedBuild();
        builder.transaction(
                "ask for a job",
                c -> NewJobs.enqueue(
                        c, Role.BUILDER.wireName(), List.of(new NewJobs.Asked(LedgerFixture.buildJob(build), null))));

        assertThat(worker).hasValue(1);
    }
}
