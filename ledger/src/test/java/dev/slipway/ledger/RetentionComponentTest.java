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
            new Retention(LedgerFixture.as(Role.BUILDER), Role.BUILDER, Duration.ofDays(90), Duration.ZERO);

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
        LedgerFixture.tamper("""
                insert into quarantine (id, stage, topic, part, off, key, headers, value, reason, state, at, handled_by, handled_note, handled_at)
                select gen_random_uuid(), 'builder', 't', days, row_number() over (), 'k', '{"h": "v"}', 'bytes', 'r', state,
                    now() - days * interval '1 day', 'ada', 'why', now() - handled * interval '1 day'
                from unnest(array['OPEN', 'REDRIVING', 'REDRIVEN', 'SKIPPED']) state,
                    (values (1, 1), (91, null), (200, 89), (200, 91)) as aged(days, handled)""");
    }

    @Test
    void forgetsOfItsOwnStageWhatIsDoneAndOld() throws SQLException {
        assertThat(retention.tidy()).isEqualTo(1_100 + 2 * 2 + 1);

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
        assertThat(LedgerFixture.count("select count(*) from lane")).isEqualTo(2);
        assertThat(retention.tidy()).isZero();
    }

    @Test
    void keepsOfARecordWhoHandledItHowAndWhy() throws SQLException {
        retention.tidy();

        assertThat(LedgerFixture.rows(row -> row.getString(1), """
                        select concat_ws(' ', state, part, extract(day from now() - handled_at)) from quarantine where forgotten_at is not null
                            and key is null and headers is null and value is null
                            and handled_by = 'ada' and handled_note = 'why' and reason = 'r' and topic = 't' order by 1"""))
                .as(
                        "of what was handled longer ago than the retention, or came then and does not say when it was handled")
                .containsExactly("REDRIVEN 200 91", "REDRIVEN 91", "SKIPPED 200 91", "SKIPPED 91");
        assertThat(LedgerFixture.count(
                        "select count(*) from quarantine where key = 'k' and headers->>'h' = 'v' and value = 'bytes'"))
                .isEqualTo(12);
    }

    @Test
    void aServiceOfTheVersionBeforeDeletesNoRecordAndGoesOn() throws SQLException {
        int deleted = LedgerFixture.as(Role.BUILDER)
                .transaction(
                        "forget as the version before",
                        c -> Sql.update(c, "delete from quarantine where state in ('REDRIVEN', 'SKIPPED')"));

        assertThat(deleted).isZero();
        assertThat(LedgerFixture.count("select count(*) from quarantine")).isEqualTo(16);
    }

    @Test
    void forgetsNothingWhereNothingIsToBeForgotten() throws SQLException {
        assertThat(new Retention(LedgerFixture.as(Role.BUILDER), Role.BUILDER, Duration.ZERO, Duration.ZERO).tidy())
                .isZero();
        assertThat(LedgerFixture.count("select count(*) from job")).isEqualTo(16 * 1_100);
    }
}
