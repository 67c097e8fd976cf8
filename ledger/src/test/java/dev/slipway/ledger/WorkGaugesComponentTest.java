package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import dev.slipway.stack.Ports;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What the gauges say of work in every state, what reading it costs, and what they say when nothing can be read. */
class WorkGaugesComponentTest {
    private static final int DONE = 100_000;
    private static final int COUNTED = 100_000;

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    private LedgerWatch watch(Database database, Role... roles) {
        LedgerWatch watch = new LedgerWatch(database, List.of(roles), Duration.ofMillis(200));
        new WorkGauges(watch, registry).bind();
        return watch;
    }

    private double gauge(Metric metric, String... tags) {
        return registry.get(metric.meterName()).tags(tags).gauge().value();
    }

    private double jobs(String state) {
        return gauge(Metric.JOBS, "stage", "builder", "state", state);
    }

    private static String job() {
        BuildId build = LedgerFixture.requestedBuild();
        LedgerFixture.enqueue(LedgerFixture.buildJob(build));
        return build.toString();
    }

    private static void set(String lane, String assignments) throws SQLException {
        LedgerFixture.tamper("update job set %s where lane = '%s'".formatted(assignments, lane));
    }

    @Test
    void tellsEveryStateApart() throws Exception {
        set(job(), "run_at = clock_timestamp() - interval '90 s'");
        job();
        set(job(), "attempt = 2, run_at = clock_timestamp() + interval '1 h'");
        set(job(), "run_at = clock_timestamp() + interval '1 h'");
        set(job(), "state = 'RUNNING'");
        set(job(), "state = 'DONE'");
        String blocked = job();
        set(blocked, "state = 'DEAD'");
        LedgerFixture.enqueue(NewJob.of(blocked, "tag", Subject.of(BuildId.parse(blocked)), "behind the dead one"));

        watch(LedgerFixture.as(Role.BUILDER), Role.BUILDER).look();

        assertThat(gauge(Metric.LEDGER_UP)).isEqualTo(1);
        assertThat(jobs("ready")).isEqualTo(2);
        assertThat(jobs("retry")).isEqualTo(1);
        assertThat(jobs("paused")).isEqualTo(1);
        assertThat(jobs("running")).isEqualTo(1);
        assertThat(jobs("dead")).isEqualTo(1);
        assertThat(jobs("held")).isEqualTo(1);
        assertThat(gauge(Metric.JOB_OLDEST, "stage", "builder")).isBetween(90.0, 120.0);
    }

    @Test
    void tellsWhatWaitsToBeSentReadOrLookedAt() throws Exception {
        job();
        LedgerFixture.tamper("update outbox set created_at = clock_timestamp() - interval '5 min'");
        LedgerFixture.as(Role.SCANNER)
                .transaction(
                        "send a dead letter",
                        c -> Sql.update(
                                c,
                                "insert into outbox (shard, topic, key, headers, value) values (1, 'slipway.dead-letter', 'k', '{}', '')"));
        LedgerFixture.tamper("insert into outbox (shard, topic, key, value, parked, stage)"
                + " values (1, 't', 'k', '', 'too large', 'builder'), (1, 't', 'k', '', 'too large', null)");
        LedgerFixture.tamper("insert into quarantine (id, stage, topic, part, off, headers, reason)"
                + " values (gen_random_uuid(), 'scanner', 't', 0, 0, '{}', 'unreadable')");
        LedgerFixture.tamper("insert into timer (stage, subject_key, kind, due, lane)"
                + " values ('promoter', 's', 'soak', clock_timestamp() - interval '30 s', 's')");

        watch(LedgerFixture.as(Role.CONSOLE), Role.values()).look();

        String requested = Role.CONSOLE.wireName();
        assertThat(gauge(Metric.OUTBOX_ROWS, "stage", requested)).isEqualTo(1);
        assertThat(gauge(Metric.OUTBOX_OLDEST, "stage", requested)).isBetween(300.0, 330.0);
        assertThat(gauge(Metric.OUTBOX_ROWS, "stage", "scanner")).isEqualTo(1);
        assertThat(gauge(Metric.OUTBOX_OLDEST, "stage", "scanner")).isBetween(0.0, 30.0);
        assertThat(gauge(Metric.OUTBOX_ROWS, "stage", "deployer")).isZero();
        assertThat(gauge(Metric.OUTBOX_PARKED_ROWS, "stage", WorkFigures.NO_STAGE))
                .isEqualTo(1);
        assertThat(gauge(Metric.OUTBOX_PARKED_ROWS, "stage", "builder")).isEqualTo(1);
        BacklogView backlog = new Backlog(LedgerFixture.as(Role.CONSOLE)).read();
        assertThat(backlog.outboxRows()).isEqualTo(2);
        assertThat(backlog.outboxOldestSeconds()).isBetween(300.0, 330.0);
        assertThat(backlog.outboxParkedRows()).isEqualTo(2);
        assertThat(gauge(Metric.QUARANTINE_ROWS, "stage", "scanner")).isEqualTo(1);
        assertThat(gauge(Metric.QUARANTINE_ROWS, "stage", "builder")).isZero();
        assertThat(gauge(Metric.TIMER_OVERDUE, "stage", "promoter")).isBetween(30.0, 60.0);
        assertThat(jobs("ready")).isEqualTo(1);
    }

    /** As when no broker has answered for a night. */
    @Test
    void tellsTheAgeOfTheOldestHoweverMuchWaits() throws Exception {
        LedgerFixture.tamper("""
                insert into outbox (shard, topic, key, value, stage, created_at)
                select n %% 32, 't', 'k' || n, convert_to(repeat(md5(n::text), 40), 'UTF8'), 'builder', clock_timestamp() - interval '8 h'
                from generate_series(1, %d) n""".formatted(2 * COUNTED));

        watch(LedgerFixture.as(Role.CONSOLE), Role.values()).look();

        assertThat(gauge(Metric.OUTBOX_ROWS, "stage", "builder")).isEqualTo(COUNTED);
        assertThat(gauge(Metric.OUTBOX_OLDEST, "stage", "builder")).isBetween(28_800.0, 28_900.0);
    }

    @Test
    void doesNotReadWhatIsDone() throws Exception {
        LedgerFixture.tamper(
                "insert into lane (stage, name) select 'builder', 'l' || n from generate_series(1, 1000) n");
        LedgerFixture.tamper("""
                insert into job (id, stage, lane, kind, subject_key, dedupe, state, finished_at)
                select gen_random_uuid(), 'builder', 'l' || (n %% 1000 + 1), 'build', 's', 'd' || n, 'DONE', clock_timestamp()
                from generate_series(1, %d) n""".formatted(DONE));
        LedgerFixture.tamper(
                "insert into seen (stage, subject_key, seq) select 'builder', 's', n from generate_series(1, 10000) n");
        LedgerFixture.tamper("analyze");
        List<String> plan = new ArrayList<>();
        String[] stages = Arrays.stream(Role.values()).map(Role::wireName).toArray(String[]::new);

        LedgerFixture.as(Role.CONSOLE)
                .transaction(
                        "explain",
                        c -> Sql.list(
                                c,
                                row -> plan.add(row.getString(1)),
                                "explain (analyze, buffers) " + WorkFigures.QUERY,
                                stages,
                                stages,
                                stages,
                                stages));

        assertThat(String.join("\n", plan))
                .contains("job_open", "job_dead")
                .doesNotContain("Seq Scan on job")
                .as("milliseconds")
                .matches("(?s).*Execution Time: \\d{1,2}\\.\\d+ ms.*");
    }

    @Test
    void knowsNothingWhileTheDatabaseIsAway() throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(LedgerFixture.url());
        source.setUser("slipway_builder");
        source.setPassword(Services.PASSWORD);
        LedgerWatch watch = watch(new Database(source), Role.BUILDER);
        watch.look();
        assertThat(gauge(Metric.LEDGER_UP)).isEqualTo(1);

        source.setPortNumbers(new int[] {Ports.free()});
        LedgerFixture.tamper(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'slipway_builder'");
        watch.look();

        assertThat(gauge(Metric.LEDGER_UP)).isZero();
        assertThat(jobs("ready")).isNaN();
        assertThat(gauge(Metric.OUTBOX_ROWS, "stage", "builder")).isNaN();
        assertThat(watch.problem()).isNotBlank();

        source.setUrl(LedgerFixture.url());
        watch.look();
        assertThat(gauge(Metric.LEDGER_UP)).isEqualTo(1);
        assertThat(watch.problem()).isNull();
    }

    @Test
    void doesNotBelieveForEverWhatItHeardLast() {
        LedgerWatch watch = watch(LedgerFixture.as(Role.BUILDER), Role.BUILDER);
        watch.look();
        assertThat(gauge(Metric.LEDGER_UP)).isEqualTo(1);

        // nobody looks again, as when an answer never comes
        await().atMost(Duration.ofSeconds(3)).until(() -> gauge(Metric.LEDGER_UP) == 0);

        assertThat(watch.problem()).contains("has not answered for");
        assertThat(jobs("ready")).isNaN();
    }

    @Test
    void takesADatabaseThatIsTooBusyForThisQuestionAsOneThatAnswers() throws Exception {
        LedgerWatch watch = watch(LedgerFixture.as(Role.BUILDER), Role.BUILDER);
        try (Connection owner = LedgerFixture.owner()) {
            owner.setAutoCommit(false);
            Sql.update(owner, "lock table job in access exclusive mode");

            watch.look();
        }

        assertThat(gauge(Metric.LEDGER_UP)).isEqualTo(1);
        assertThat(jobs("ready")).isNaN();
        assertThat(watch.problem()).isNull();
    }
}
