package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.lifecycle.Role;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The relay hears of what is to be sent when it is there, and of nothing else. */
class DatabaseComponentTest {
    private final Database database = LedgerFixture.as(Role.CONSOLE);
    private final AtomicInteger rung = new AtomicInteger();

    @BeforeEach
    void listen() throws SQLException {
        LedgerFixture.clear();
        database.onOutbox(() -> rung.addAndGet(outbox()));
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
}
