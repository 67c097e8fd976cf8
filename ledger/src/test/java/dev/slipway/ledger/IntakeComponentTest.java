package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Topics;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.FactType;
import dev.slipway.lifecycle.Role;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeComponentTest {
    private final Database database = LedgerFixture.as(Role.BUILDER);
    private final BuilderLike stage = new BuilderLike((_, _) -> Outcome.nothing("not run here"));
    private final Intake intake = new Intake(database, "builder");
    private final DeadLetters deadLetters = new DeadLetters(LedgerFixture.as(Role.CONSOLE));
    private int offset;

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    private IncomingRecord incoming(String topic, byte[] value) {
        return new IncomingRecord(topic, 0, offset++, "key", Map.of(), value);
    }

    private IncomingRecord request(String id, int commit) {
        return text("""
                {"specversion": "1.0", "id": "%s", "source": "/ci", "type": "%s",
                 "data": {"repository": "https://git.example/shop.git", "commit": "%040d"}}""".formatted(id, FactType.BUILD_REQUESTED.wireName(), commit));
    }

    private IncomingRecord text(String value) {
        return incoming(Topics.REQUESTS, value.getBytes(StandardCharsets.UTF_8));
    }

    private void takeRequests(List<IncomingRecord> batch) throws InterruptedException {
        intake.take(batch, new RequestIntake(Role.BUILDER));
    }

    private List<IncomingRecord> publishedFacts() throws SQLException {
        return LedgerFixture.rows(
                row -> incoming(Topics.LIFECYCLE, row.getBytes("value")),
                "select value from outbox where topic = 'slipway.lifecycle' order by id");
    }

    @Test
    void aFactBecomesOneJobHoweverOftenItComes() throws Exception {
        LedgerFixture.requestedBuild();
        List<IncomingRecord> facts = publishedFacts();

        try (Counted counted = new Counted()) {
            for (int i = 0; i < 3; i++) {
                intake.take(facts, new FactReader(stage));
            }

            assertThat(counted.of(Metric.INTAKE_DUPLICATES, "stage", "builder", "topic", Topics.LIFECYCLE))
                    .as("all but the first")
                    .isEqualTo(2);
        }
        assertThat(LedgerFixture.count("select count(*) from job")).isEqualTo(1);
    }

    @Test
    void countsRequestsThatABuildAnswersAlready() throws Exception {
        try (Counted counted = new Counted()) {
            takeRequests(List.of(request("1", 1), request("2", 2)));
            assertThat(counted.of(Metric.INTAKE_DUPLICATES, "stage", "builder", "topic", Topics.REQUESTS))
                    .isZero();

            takeRequests(List.of(request("1", 1), request("3", 1), request("4", 3)));

            assertThat(counted.of(Metric.INTAKE_DUPLICATES, "stage", "builder", "topic", Topics.REQUESTS))
                    .as("one that came again, and one for what is built already")
                    .isEqualTo(2);
        }
        assertThat(LedgerFixture.count("select count(*) from build")).isEqualTo(3);
    }

    /** Most of what is on the topic is for others. */
    @Test
    void whatConcernsOthersIsNotBroughtToTheDatabase() throws Exception {
        Intake cutOff = new Intake(Services.database("jdbc:postgresql://127.0.0.1:1/none", Role.BUILDER), "builder");
        IncomingRecord verified = incoming(
                Topics.LIFECYCLE,
                "{\"specversion\": \"1.0\", \"type\": \"%s\"}"
                        .formatted(FactType.VERIFICATION_FINISHED.wireName())
                        .getBytes(StandardCharsets.UTF_8));

        cutOff.take(List.of(verified), new FactReader(stage));

        assertThat(deadLetters.quarantine()).isEmpty();
    }

    @Test
    void aFactThatTheLedgerDoesNotKnowCausesNothing() throws Exception {
        LedgerFixture.requestedBuild();
        List<IncomingRecord> facts = publishedFacts();
        LedgerFixture.clear();

        intake.take(facts, new FactReader(stage));

        assertThat(LedgerFixture.count("select count(*) from job")).isZero();
    }

    @Test
    void whatAForgedFactSaysIsNotBelieved() throws Exception {
        BuildId build = LedgerFixture.requestedBuild();
        String forged = new String(publishedFacts().getFirst().value(), StandardCharsets.UTF_8)
                .replace("git.example", "evil.example");

        intake.take(
                List.of(incoming(Topics.LIFECYCLE, forged.getBytes(StandardCharsets.UTF_8))), new FactReader(stage));

        assertThat(LedgerFixture.count(
                        "select count(*) from build where id = ? and repository like '%git.example%'", build.value()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "{", "[]", "{\"specversion\":\"1.0\"}", "\0", "{\"a\":1,\"a\":2}"})
    void aPoisonousRecordIsKeptAndTheRestOfItsBatchIsTaken(String poison) throws Exception {
        List<IncomingRecord> batch = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            batch.add(request("before-" + i, i));
        }
        batch.add(text(poison));
        for (int i = 0; i < 4; i++) {
            batch.add(request("after-" + i, 100 + i));
        }

        takeRequests(batch);
        takeRequests(batch);

        assertThat(LedgerFixture.count("select count(*) from build")).isEqualTo(8);
        assertThat(deadLetters.quarantine()).singleElement().satisfies(record -> {
            assertThat(record.offset()).isEqualTo(4);
            assertThat(record.reason()).isNotBlank();
        });
        assertThat(LedgerFixture.rows(
                        row -> row.getBytes("value"), "select value from outbox where topic = 'slipway.dead-letter'"))
                .containsExactly(poison.getBytes(StandardCharsets.UTF_8));
    }

    private IncomingRecord cancellation(String id, String of) {
        return text("""
                {"specversion": "1.0", "id": "%s", "source": "/ci", "type": "%s",
                 "data": {"request": {"source": "/ci", "id": "%s"}, "reason": "wrong branch"}}""".formatted(id, FactType.BUILD_CANCELLED.wireName(), of));
    }

    @Test
    void whatABatchAsksForIsDoneInItsOrder() throws Exception {
        takeRequests(List.of(request("1", 1), cancellation("2", "1"), request("3", 1), request("4", 1)));

        assertThat(LedgerFixture.rows(
                        row -> row.getString("id"),
                        "select request.id from request join stop_request on instance = build_id::text order by id"))
                .as("the build that was asked for first, and who asked for its stop")
                .containsExactly("1", "2");
        assertThat(LedgerFixture.count("select count(distinct build_id) from request where id in ('3', '4')"))
                .as("what was about to stop did not answer")
                .isEqualTo(1);
        assertThat(LedgerFixture.count("select count(*) from build")).isEqualTo(2);
    }

    @Test
    void theSameIdWithAnotherPayloadGoesToQuarantine() throws Exception {
        takeRequests(List.of(request("1", 1), request("1", 2), request("2", 3)));

        assertThat(LedgerFixture.count("select count(*) from build")).isEqualTo(2);
        assertThat(deadLetters.quarantine())
                .singleElement()
                .satisfies(record -> assertThat(record.reason()).contains("another payload"));
    }

    @Test
    void aRecordThatTheDatabaseRefusesIsFoundByHalving() throws Exception {
        Intake.Reader refusesTheThird = (connection, records) -> {
            for (IncomingRecord one : records) {
                Sql.update(
                        connection,
                        "insert into seen (stage, subject_key, seq) values ('builder', ?, ?)",
                        "s",
                        one.offset() == 2 ? null : one.offset());
            }
        };
        List<IncomingRecord> batch = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            batch.add(text("{}"));
        }

        intake.take(batch, refusesTheThird);

        assertThat(LedgerFixture.count("select count(*) from seen")).isEqualTo(6);
        assertThat(deadLetters.quarantine())
                .singleElement()
                .satisfies(record -> assertThat(record.offset()).isEqualTo(2));
    }

    @Test
    void waitsForADatabaseThatIsAway() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Intake.Reader cutOff = (Connection connection, List<IncomingRecord> records) -> {
            if (attempts.incrementAndGet() < 3) {
                throw new SQLException("terminating connection", "57P01");
            }
        };

        intake.take(List.of(text("{}")), cutOff);

        assertThat(attempts).hasValue(3);
        assertThat(deadLetters.quarantine()).isEmpty();
    }

    @Test
    void aQuarantinedRecordIsReadAgainWhenAPersonWantsIt() throws Exception {
        takeRequests(List.of(request("1", 1), request("1", 2)));
        DeadLetters.Quarantined record = deadLetters.quarantine().getFirst();
        LedgerFixture.tamper("update request set id = 'renamed' where id = '1'");
        Sweeper sweeper = new Sweeper(database, stage, LedgerFixture.Pace.BRISK);

        assertThat(deadLetters.redriveQuarantined(record.id(), "ada", "the first one was renamed"))
                .isTrue();
        sweeper.sweep();

        assertThat(LedgerFixture.count("select count(*) from build")).isEqualTo(2);
        assertThat(deadLetters.quarantine()).isEmpty();
        QuarantinedRecord handled = deadLetters.quarantined(record.id()).orElseThrow();
        assertThat(handled.state()).isEqualTo(QuarantinedRecord.State.REDRIVEN);
        assertThat(acts(handled)).containsExactly("redriven by ada: the first one was renamed");
    }

    private static List<String> acts(QuarantinedRecord record) {
        assertThat(record.acts())
                .allSatisfy(act -> assertThat(act.at())
                        .isBetween(record.quarantined().at(), Instant.now().plusSeconds(1)));
        return record.acts().stream()
                .map(act -> "%s by %s: %s".formatted(act.what(), act.by(), act.why()))
                .toList();
    }

    @Test
    void aQuarantinedRecordThatStillCannotBeReadGoesBackWithTodaysReason() throws Exception {
        takeRequests(List.of(text("not json")));
        DeadLetters.Quarantined record = deadLetters.quarantine().getFirst();
        LedgerFixture.tamper("update quarantine set reason = 'yesterday'");
        Sweeper sweeper = new Sweeper(database, stage, LedgerFixture.Pace.BRISK);

        deadLetters.redriveQuarantined(record.id(), "ada", "try");
        sweeper.sweep();

        assertThat(deadLetters.quarantine())
                .singleElement()
                .satisfies(again -> assertThat(again.reason()).isNotEqualTo("yesterday"));
        assertThat(deadLetters.skipQuarantined(record.id(), "bob", "rubbish")).isTrue();
        assertThat(deadLetters.quarantine()).isEmpty();
        QuarantinedRecord handled = deadLetters.quarantined(record.id()).orElseThrow();
        assertThat(handled.state()).isEqualTo(QuarantinedRecord.State.SKIPPED);
        assertThat(acts(handled)).containsExactly("redriven by ada: try", "skipped by bob: rubbish");
    }

    @Test
    void aRecordThatComesWhereAnotherWasForgottenIsKept() throws Exception {
        IncomingRecord first = text("not json");
        IncomingRecord second = new IncomingRecord(
                first.topic(),
                first.partition(),
                first.offset(),
                null,
                Map.of(),
                "nor this".getBytes(StandardCharsets.UTF_8));
        takeRequests(List.of(first));
        deadLetters.skipQuarantined(deadLetters.quarantine().getFirst().id(), "ada", "rubbish");
        takeRequests(List.of(second));
        assertThat(deadLetters.quarantine()).as("it is the same place still").isEmpty();
        LedgerFixture.tamper("update quarantine set handled_at = now() - interval '2 days'");

        assertThat(new Retention(database, Role.BUILDER, Duration.ofDays(1), Duration.ZERO).tidy())
                .isEqualTo(1);
        takeRequests(List.of(second));

        assertThat(deadLetters.quarantine())
                .singleElement()
                .satisfies(record -> assertThat(deadLetters
                                .quarantined(record.id())
                                .orElseThrow()
                                .value())
                        .isEqualTo(new ValueExcerpt(8, ValueExcerpt.Encoding.UTF_8, "nor this", false)));
    }

    @Test
    void theSweeperTakesInWhatKafkaNeverBrought() throws Exception {
        LedgerFixture.requestedBuild();
        Sweeper sweeper = new Sweeper(database, stage, LedgerFixture.Pace.BRISK.withMissedAfter(Duration.ZERO));

        assertThat(sweeper.sweep()).isEqualTo(1);
        assertThat(sweeper.sweep()).isZero();
        intake.take(publishedFacts(), new FactReader(stage));

        assertThat(LedgerFixture.count("select count(*) from job")).isEqualTo(1);
    }

    @Test
    void theSweeperTakesInWhatWasCommittedLongAfterItsTime() throws Exception {
        LedgerFixture.requestedBuild();
        LedgerFixture.tamper("update ledger_entry set at = at - interval '5 minutes'");
        LedgerFixture.tamper("insert into sweep (stage, swept_to) values ('builder', clock_timestamp())");
        Sweeper sweeper = new Sweeper(database, stage, LedgerFixture.Pace.BRISK.withMissedAfter(Duration.ZERO));

        assertThat(sweeper.sweep()).isEqualTo(1);
    }

    @Test
    void aTimerBecomesAJobOnceItsTimeHasCome() throws Exception {
        BuildId build = LedgerFixture.requestedBuild();
        LedgerFixture.tamper("""
                insert into timer (stage, subject_key, kind, due, lane) values
                ('builder', '%1$s', 'due', clock_timestamp() - interval '1 second', 'lane'),
                ('builder', '%1$s', 'not-yet', clock_timestamp() + interval '1 hour', 'lane')""".formatted(build));
        Sweeper sweeper = new Sweeper(database, stage, LedgerFixture.Pace.BRISK);

        sweeper.sweep();
        sweeper.sweep();

        assertThat(LedgerFixture.rows(row -> row.getString("kind"), "select kind from job"))
                .containsExactly("due");
        assertThat(LedgerFixture.rows(row -> row.getString("kind"), "select kind from timer"))
                .containsExactly("not-yet");
    }
}
