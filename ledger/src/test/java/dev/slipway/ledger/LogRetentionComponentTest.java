package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.lifecycle.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What builds said long ago goes; other evidence stays, and what a later build said again. */
class LogRetentionComponentTest {
    private static final Duration YEAR = Duration.ofDays(365);

    @BeforeEach
    void fill() throws SQLException {
        LedgerFixture.clear();
        kept("build-log", 366);
        kept("build-log", 364);
        kept("sbom", 366);
        kept("build-log", 367);
        LedgerFixture.tamper("""
                insert into build (id, state, repository, commit_id, directory, rebuild, content_identity, actor, requested_at, finished_at, log_sha256)
                select gen_random_uuid(), 'FAILED', 'r', 'c', '', false, 'i', 'ada', now(), now() - days * interval '1 day', sha256
                from evidence, unnest(array[3, 367]) days where convert_from(body, 'UTF8') = 'build-log 367'""");
    }

    private static void kept(String kind, int days) throws SQLException {
        LedgerFixture.tamper("""
                insert into evidence (sha256, kind, media_type, body, created_at)
                values (encode(sha256('%1$s %2$d'), 'hex'), '%1$s', 'text/plain', '%1$s %2$d', now() - interval '%2$d days')""".formatted(kind, days));
    }

    private static int tidy(Role role, Duration age) {
        return new Retention(LedgerFixture.as(role), role, Duration.ZERO, age).tidy();
    }

    private static List<String> left() throws SQLException {
        return LedgerFixture.rows(
                row -> row.getString(1), "select convert_from(body, 'UTF8') from evidence order by 1");
    }

    @Test
    void forgetsLogsThatNoLaterBuildHas() throws SQLException {
        assertThat(tidy(Role.BUILDER, YEAR)).isEqualTo(1);

        assertThat(left()).containsExactly("build-log 364", "build-log 367", "sbom 366");
        assertThat(tidy(Role.BUILDER, YEAR)).isZero();
    }

    @Test
    void forgetsNothingWhereNothingIsToBeForgotten() throws SQLException {
        assertThat(tidy(Role.BUILDER, Duration.ZERO)).isZero();
        assertThat(tidy(Role.SCANNER, YEAR)).isZero();
        assertThat(left()).hasSize(4);
    }

    @Test
    void nobodyCanHaveEvidenceOfAnotherKindOrTodaysLogsForgotten() throws SQLException {
        kept("build-log", 0);

        assertThat(tidy(Role.BUILDER, Duration.ofSeconds(1))).isEqualTo(3);

        assertThat(left()).containsExactly("build-log 0", "sbom 366");
        assertThatThrownBy(() -> LedgerFixture.as(Role.BUILDER)
                        .transaction("delete", c -> Sql.update(c, "delete from evidence where kind = 'sbom'")))
                .hasStackTraceContaining("permission denied");
        assertThatThrownBy(() -> LedgerFixture.as(Role.SCANNER)
                        .transaction("forget", c -> Sql.update(c, "select forget_build_logs(interval '1 year', 1)")))
                .hasStackTraceContaining("permission denied");
    }
}
