package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Fact;
import dev.slipway.lifecycle.AppEnvironment;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An urgent build goes before the rest, and so does all that comes of it, in the queue of every stage. */
class UrgencyComponentTest {
    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    private static List<JobQueue.Lease> claimed(Listener stage, int most) {
        return LedgerFixture.as(stage.role())
                .transaction("claim", c -> JobQueue.claim(c, stage.role().wireName(), most, Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @FieldSource("dev.slipway.ledger.Listener#ALL")
    void whatComesOfAnUrgentBuildIsTakenBeforeWhatWaitsLonger(Listener stage) throws Exception {
        Digest routine = Story.approved(Story.made("routine", false), Story.DEV);
        Digest urgent = Story.approved(Story.made("urgent", true), AppEnvironment.parse("shop/qa"));
        List<String> ofUrgent = LedgerFixture.rows(
                row -> row.getString(1),
                "select build_id::text from artifact where digest = ? union select ?",
                urgent.value(),
                urgent.value());

        stage.take(LedgerFixture.published(), 1);

        long expected = LedgerFixture.count("select count(*) from job") / 2;
        List<JobQueue.Lease> first = claimed(stage, (int) expected);
        List<JobQueue.Lease> rest = claimed(stage, (int) expected);
        assertThat(first).hasSize((int) expected).isNotEmpty().allSatisfy(lease -> {
            assertThat(lease.job().subject().key()).isIn(ofUrgent);
            assertThat(lease.urgent()).isTrue();
        });
        assertThat(rest).hasSize((int) expected).allSatisfy(lease -> {
            assertThat(lease.job().subject().key()).isNotIn(ofUrgent);
            assertThat(lease.urgent()).isFalse();
        });
        assertThat(routine).isNotEqualTo(urgent);
    }

    /** As the deployer looks again after a while, in the lane of the place. */
    @Test
    void whatATimerAsksForIsAsUrgentAsWhatItIsAbout() throws Exception {
        Listener deployer = Listener.ALL.getLast();
        Digest routine = Story.made("routine", false);
        Digest urgent = Story.made("urgent", true);
        LedgerFixture.tamper("""
                insert into timer (stage, subject_key, kind, due, lane) values
                ('deployer', '%s', 'bake', clock_timestamp() - interval '2 seconds', 'shop/dev'),
                ('deployer', '%s', 'bake', clock_timestamp() - interval '1 second', 'shop/dev')""".formatted(routine, urgent));

        new Sweeper(LedgerFixture.as(Role.DEPLOYER), deployer, LedgerFixture.Pace.BRISK).sweep();

        assertThat(claimed(deployer, 1))
                .singleElement()
                .satisfies(lease -> assertThat(lease.job().subject()).isEqualTo(Subject.of(urgent)));
    }

    /** Of such an app a place reads like a build at first sight. */
    @ParameterizedTest
    @ValueSource(strings = {"cafebabe-shop/prod", "deadbeef-0000-7000-8000-00000000000a/prod"})
    void anAppMayHaveANameThatBeginsLikeAnId(String name) throws Exception {
        AppEnvironment place = AppEnvironment.parse(name);
        Story.enter(
                Role.CONSOLE, Subject.of(place), null, new Fact.HoldPlaced(place.app(), place.environment(), "audit"));
        Listener promoter = Listener.ALL.get(2);

        promoter.take(LedgerFixture.published(), 1);

        assertThat(LedgerFixture.count("select count(*) from quarantine")).isZero();
        assertThat(claimed(promoter, 1)).singleElement().satisfies(lease -> {
            assertThat(lease.job().subject()).isEqualTo(Subject.of(place));
            assertThat(lease.urgent()).isFalse();
        });
    }
}
