package dev.slipway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.faults.judge.LogRecord;
import dev.slipway.faults.judge.Violation;
import dev.slipway.system.EnginePlace;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge over a real history in which the owner of the database has broken one thing: it names that thing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JudgeSystemTest {
    private TestBed bed;
    private List<LogRecord> log;

    @BeforeAll
    void open() throws Exception {
        URI engine = EnginePlace.find().address();
        Path folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "faults").toAbsolutePath()), "judge");
        bed = new TestBed(Path.of("..").toAbsolutePath().normalize(), folder, engine, "judged");
        bed.open();
        for (int i = 0; i < 2; i++) {
            bed.ship(Nature.GOOD);
            bed.rest();
        }
        log = bed.topic("slipway.lifecycle").read();
    }

    @AfterAll
    void close() throws Exception {
        if (bed != null) {
            bed.close();
        }
    }

    @Test
    void findsNothingWhereNothingIsBroken() throws Exception {
        assertThat(bed.judge()).isEmpty();
    }

    /** The triggers that would refuse it are off for this session; nothing of it is committed. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
            P1 ; is no end ; update build set state = 'BUILDING'
            P1 ; was accepted and is not there ; delete from request
            P1 ; never asked for anywhere ; delete from placement
            P1 ; was never sent ; insert into outbox (shard, topic, key, value) values (1, 'slipway.lifecycle', 'k', 'v')
            P1 ; job ; update job set state = 'READY' where id = (select id from job limit 1)
            P1 ; is still taken ; update lane set held_by = (select id from job limit 1) where stage = 'scanner'
            P1 ; in quarantine ; insert into quarantine (id, stage, topic, part, off, headers, reason) values (gen_random_uuid(), 's', 't', 0, 0, '{}', 'r')
            P2 ; twice ; update ledger_entry set from_state = 'NONE', to_state = 'QUEUED' where to_state = 'PREPARING'
            P2 ; stood at ; delete from ledger_entry where to_state = 'BUILDING'
            P2 ; stands at ; update deployment set state = 'ABORTED'
            P2 ; was told ; insert into ledger_entry select subject_key, 999, gen_random_uuid(), subject_kind, type, role, actor, null, null, null, null, chain_id, at, bytes, prev_hash, hash from ledger_entry where type like '%artifact.published%'
            P3 ; before ; update ledger_entry set at = '2020-01-01' where to_state = 'PREPARING'
            P4 ; while its placement was ; delete from ledger_entry where type like '%promotion.approved%'
            P4 ; does not run ; update serving set deployment_id = gen_random_uuid()
            P4 ; serves in ; update placement set state = 'REVOKED'
            P8 ; gap ; delete from ledger_entry where seq = 2
            P8 ; not the one of its bytes ; update ledger_entry set bytes = bytes || ' ' where seq = 2
            P8 ; does not name the hash ; update ledger_entry set prev_hash = sha256('x') where seq = 3
            P8 ; head ; update subject set seq = seq + 1
            P8 ; time ran backwards ; update ledger_entry set at = at + interval '1 hour' where seq = 1 and subject_kind = 'build'
            P8 ; is to come ; update ledger_entry set at = at + interval '1 day' where seq = 3
            P8 ; another time ; update ledger_entry set at = at - interval '1 microsecond' where seq = 2
            P8 ; columns ; update ledger_entry set type = 'other' where seq = 1
            P9 ; not in the ledger ; delete from ledger_entry where seq = 4
            P9 ; cannot be read ; update ledger_entry set bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '/judged', '/gone'), 'UTF8') where type like '%artifact.packaged%'
            """)
    void namesWhatIsBrokenInTheDatabase(String promise, String words, String breaks) throws Exception {
        try (Connection connection = bed.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local session_replication_role = replica");
            assertThat(statement.executeUpdate(breaks)).isPositive();

            List<Violation> found = bed.judging().judge(connection, log, bed.accepted(), Set.of());

            assertThat(found)
                    .as(breaks)
                    .anySatisfy(one ->
                            assertThat(one.toString()).startsWith(promise).contains(words));
            connection.rollback();
        }
    }

    private List<Violation> judged(List<LogRecord> changed) throws Exception {
        try (Connection connection = bed.connect()) {
            return bed.judging().judge(connection, changed, bed.accepted(), Set.of());
        }
    }

    @Test
    void namesWhatIsMissingInTheLog() throws Exception {
        List<LogRecord> changed = new ArrayList<>(log);
        changed.remove(3);

        assertThat(judged(changed)).extracting(Violation::promise).contains("P9");
    }

    @Test
    void namesWhatIsOutOfOrderInTheLog() throws Exception {
        assertThat(judged(log.reversed()))
                .anySatisfy(one -> assertThat(one.what()).contains("out of order"));
    }

    @Test
    void namesWhatIsAlteredOrUnderAnotherKeyInTheLog() throws Exception {
        LogRecord first = log.getFirst();
        byte[] other = (new String(first.value(), StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8);
        List<LogRecord> changed = new ArrayList<>(log);
        changed.set(0, new LogRecord(0, 0, "another", other));

        assertThat(judged(changed))
                .anySatisfy(one -> assertThat(one.what()).contains("has not the bytes"))
                .anySatisfy(one -> assertThat(one.what()).contains("whose key is another"));
    }

    @Test
    void letsRecordsBeThereAgain() throws Exception {
        List<LogRecord> changed = new ArrayList<>(log);
        changed.addAll(log);

        assertThat(judged(changed)).isEmpty();
    }

    @Test
    void namesAContainerThatServesNobody() throws Exception {
        try (Connection connection = bed.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local session_replication_role = replica");
            statement.execute("delete from serving");

            assertThat(bed.judging().judge(connection, log, bed.accepted(), Set.of()))
                    .anySatisfy(one -> assertThat(one.what()).contains("serves nobody"));
            connection.rollback();
        }
    }
}
