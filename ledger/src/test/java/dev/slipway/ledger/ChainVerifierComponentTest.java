package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.chain.Verification;
import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Someone who owns the database changes history; the verifier names the row. */
class ChainVerifierComponentTest {
    private final ChainVerifier verifier = new ChainVerifier(LedgerFixture.as(Role.CONSOLE));
    private BuildId build;

    /** Two builds, each with three entries: requested, building, failed. */
    @BeforeEach
    void history() throws SQLException {
        LedgerFixture.clear();
        build = LedgerFixture.requestedBuild();
        BuildId other = LedgerFixture.requestedBuild();
        LedgerFixture.enqueue(LedgerFixture.buildJob(build), LedgerFixture.buildJob(other));
        Worker worker = new Worker(
                LedgerFixture.as(Role.BUILDER),
                new BuilderLike((job, context) -> {
                    try {
                        BuilderLike.begin(job, context);
                    } catch (Obsolete e) {
                        return Outcome.nothing(String.valueOf(e.getMessage()));
                    }
                    return BuilderLike.failed(job, "no");
                }),
                Pace.BRISK);
        worker.start();
        Awaitility.await().until(() -> LedgerFixture.count("select count(*) from build where state = 'FAILED'") == 2);
        worker.stop(Duration.ofSeconds(5));
    }

    private List<String> problems() {
        return verifier.verify(List.of(), null, false).problems();
    }

    @Test
    void findsNothingInAnUntouchedLedger() {
        Verification report = verifier.verify(List.of(), null, false);

        assertThat(report.problems()).isEmpty();
        assertThat(report.holds()).isTrue();
        assertThat(report.subjects()).isEqualTo(2);
        assertThat(report.entries()).isEqualTo(6);
        assertThat(report.cannotShow()).anyMatch(sentence -> sentence.contains("there is no checkpoint"));
    }

    @Test
    void namesAnEntryWhoseBytesWereAltered() throws SQLException {
        LedgerFixture.tamper(
                "update ledger_entry set bytes = overlay(bytes placing 'X' from 20) where subject_key = '%s' and seq = 2"
                        .formatted(build));

        assertThat(problems()).anyMatch(problem -> problem.contains("entry %s/2 was altered".formatted(build)));
    }

    @Test
    void namesAnEntryThatWasAlteredTogetherWithItsHash() throws SQLException {
        LedgerFixture.tamper("""
                update ledger_entry set bytes = convert_to(replace(convert_from(bytes, 'UTF8'), 'builder', 'nobody!'), 'UTF8')
                where subject_key = '%1$s' and seq = 2;
                update ledger_entry set hash = sha256(prev_hash || bytes) where subject_key = '%1$s' and seq = 2""".formatted(build));

        assertThat(problems())
                .anyMatch(problem -> problem.contains("entry %s/3 does not name the hash".formatted(build)));
    }

    @Test
    void namesWhereAnEntryWasRemoved() throws SQLException {
        LedgerFixture.tamper("delete from ledger_entry where subject_key = '%s' and seq = 2".formatted(build));

        assertThat(problems())
                .anyMatch(problem -> problem.contains("entry %s/3 follows entry 1: 1 removed".formatted(build)));
    }

    @Test
    void namesAChainWhoseTailWasCutOff() throws SQLException {
        LedgerFixture.tamper("delete from ledger_entry where subject_key = '%s' and seq = 3".formatted(build));

        assertThat(problems())
                .anyMatch(problem ->
                        problem.contains("subject %s has its head at 3".formatted(build)) && problem.contains("is 2"));
    }

    @Test
    void namesAnInsertedEntry() throws SQLException {
        LedgerFixture.tamper("""
                insert into ledger_entry (subject_key, seq, event_id, subject_kind, type, role, actor, chain_id, at, bytes,
                    prev_hash, hash)
                select subject_key, 4, gen_random_uuid(), subject_kind, type, role, actor, chain_id, at, bytes, hash,
                    sha256(hash || bytes) from ledger_entry where subject_key = '%s' and seq = 3""".formatted(build));

        assertThat(problems()).anyMatch(problem -> problem.contains("entry %s/4".formatted(build)));
        assertThat(problems()).anyMatch(problem -> problem.contains("head at 3"));
    }

    @Test
    void namesSwappedEntries() throws SQLException {
        LedgerFixture.tamper("""
                update ledger_entry set seq = 20 where subject_key = '%1$s' and seq = 2;
                update ledger_entry set seq = 2 where subject_key = '%1$s' and seq = 3;
                update ledger_entry set seq = 3 where subject_key = '%1$s' and seq = 20""".formatted(build));

        assertThat(problems()).anyMatch(problem -> problem.contains("entry %s/2".formatted(build)));
        assertThat(problems()).anyMatch(problem -> problem.contains("entry %s/3".formatted(build)));
    }

    @Test
    void namesAColumnThatSaysOtherThanTheBytes() throws SQLException {
        LedgerFixture.tamper(
                "update ledger_entry set to_state = 'BUILT' where subject_key = '%s' and seq = 3".formatted(build));

        assertThat(problems()).anyMatch(problem -> problem.contains("entry %s/3 has columns".formatted(build)));
    }

    @Test
    void namesAStateThatDoesNotFollowFromTheEntries() throws SQLException {
        LedgerFixture.tamper("update build set state = 'BUILT' where id = '%s'".formatted(build));

        assertThat(problems())
                .containsExactly("build %s stands at BUILT, but its last entry says FAILED".formatted(build));
    }

    @Test
    void namesAProjectionWithoutEntries() throws SQLException {
        LedgerFixture.tamper("truncate ledger_entry");

        assertThat(problems())
                .anyMatch(problem ->
                        problem.contains("subject %s has its head at 3".formatted(build)) && problem.contains("is 0"))
                .anyMatch(problem -> problem.contains("build %s stands at FAILED".formatted(build)));
    }

    /** Every column is compared with the bytes, which are what was published. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_id = gen_random_uuid()",
                "subject_kind = 'artifact'",
                "type = 'dev.cdevents.build.started.0.3.0'",
                "role = 'console'",
                "actor = 'somebody else'",
                "instance = 'another'",
                "from_state = 'NONE'",
                "chain_id = gen_random_uuid()",
                "at = at - interval '1 day'"
            })
    void namesAnyColumnThatWasAltered(String assignment) throws SQLException {
        LedgerFixture.tamper(
                "update ledger_entry set %s where subject_key = '%s' and seq = 3".formatted(assignment, build));

        assertThat(problems())
                .anyMatch(problem -> problem.contains("entry %s/3 has columns".formatted(build))
                        && problem.contains(assignment.substring(0, assignment.indexOf(' '))));
    }

    @Test
    void namesEntriesWhoseSubjectIsGone() throws SQLException {
        LedgerFixture.tamper("delete from subject where key = '%s'".formatted(build));

        assertThat(problems()).contains("entry %s/1 belongs to no subject: its row is gone".formatted(build));
    }
}
