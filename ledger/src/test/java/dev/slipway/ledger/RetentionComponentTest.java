package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.lifecycle.Role;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is old and done goes; everything else stays. */
class RetentionComponentTest {
    private final Retention retention =
            new Retention(LedgerFixture.as(Role.BUILDER), Role.BUILDER, Duration.ofDays(90));

    @BeforeEach
    void fill() throws SQLException {
        LedgerFixture.clear();
        LedgerFixture.tamper("insert into lane (stage, name) values ('builder', 'l'), ('scanner', 'l')");
        LedgerFixture.tamper("""
                insert into job (id, stage, lane, kind, subject_key, dedupe, state, finished_at, created_at)
                select gen_random_uuid(), stage, 'l', 'build', 'x', stage || state || days || n, state,
                    case when state in ('DONE', 'DEAD') then now() - days * interval '1 day' end, now() - interval '1 year'
                from unnest(array['builder', 'scanner']) stage, unnest(array['DONE', 'DEAD', 'READY', 'RUNNING']) state,
                    unnest(array[89, 91]) days, generate_series(1, 1100) n""");
        LedgerFixture.tamper(
                "insert into seen (stage, subject_key, seq, at) select stage, 'x', days, now() - days * interval '1 day'"
                        + " from unnest(array['builder', 'scanner']) stage, unnest(array[1, 91, 179, 181]) days");
        LedgerFixture.tamper("insert into quarantine (id, stage, topic, part, off, headers, reason, state, at)"
                + " select gen_random_uuid(), 'builder', 't', 0, row_number() over (), '{}', 'r', state, now() - days * interval '1 day'"
                + " from unnest(array['OPEN', 'REDRIVING', 'REDRIVEN', 'SKIPPED']) state, unnest(array[1, 91]) days");
    }

    @Test
    void forgetsOfItsOwnStageWhatIsDoneAndOld() throws SQLException {
        assertThat(retention.tidy()).isEqualTo(1_100 + 2 + 1);

        assertThat(LedgerFixture.count("select count(*) from job where stage = 'scanner'"))
                .isEqualTo(8 * 1_100);
        assertThat(LedgerFixture.count("select count(*) from job where stage = 'builder'"))
                .isEqualTo(7 * 1_100);
        assertThat(
                        LedgerFixture.count(
                                "select count(*) from job where stage = 'builder' and state = 'DONE' and finished_at < now() - interval '90 days'"))
                .isZero();
        assertThat(LedgerFixture.rows(
                        row -> row.getLong(1), "select seq from seen where stage = 'builder' order by seq"))
                .containsExactly(1L, 91L, 179L);
        assertThat(LedgerFixture.count("select count(*) from seen where stage = 'scanner'"))
                .isEqualTo(4);
        assertThat(LedgerFixture.count("select count(*) from quarantine")).isEqualTo(6);
        assertThat(LedgerFixture.count("select count(*) from lane")).isEqualTo(2);
        assertThat(retention.tidy()).isZero();
    }

    @Test
    void forgetsNothingWhereNothingIsToBeForgotten() throws SQLException {
        assertThat(new Retention(LedgerFixture.as(Role.BUILDER), Role.BUILDER, Duration.ZERO).tidy())
                .isZero();
        assertThat(LedgerFixture.count("select count(*) from job")).isEqualTo(16 * 1_100);
    }
}
