package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.MalformedCheckpoint;
import dev.slipway.events.chain.NoteKey;
import dev.slipway.events.chain.NoteSigner;
import dev.slipway.events.chain.SignedNote;
import dev.slipway.events.chain.Verification;
import dev.slipway.ledger.LedgerFixture.Pace;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Someone who owns the database and knows how it all works rewrites history; the checkpoints show where. */
class CheckpointsComponentTest {
    private final Checkpoints checkpoints = new Checkpoints(LedgerFixture.as(Role.CONSOLE));
    private final ChainVerifier verifier = new ChainVerifier(LedgerFixture.as(Role.CONSOLE));
    private final NoteSigner signer = signer();
    private final NoteSigner forger = signer();
    private BuildId build;
    private BuildId other;

    private static NoteSigner signer() {
        try {
            return NoteSigner.of("slipway", NoteSigner.newKey());
        } catch (MalformedCheckpoint e) {
            throw new IllegalStateException(e);
        }
    }

    /** Checkpoint 1 finds two builds requested, 2 finds both failed (three entries each), 3 finds a third build. */
    @BeforeEach
    void history() throws Exception {
        LedgerFixture.clear();
        build = LedgerFixture.requestedBuild();
        other = LedgerFixture.requestedBuild();
        assertThat(make()).isPresent();
        fail(build, other);
        assertThat(make()).isPresent();
        LedgerFixture.requestedBuild();
        assertThat(make()).isPresent();
    }

    private static void fail(BuildId... builds) {
        for (BuildId one : builds) {
            LedgerFixture.enqueue(LedgerFixture.buildJob(one));
        }
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
        Awaitility.await()
                .until(() -> LedgerFixture.count("select count(*) from build where state = 'FAILED'") >= builds.length);
        worker.stop(Duration.ofSeconds(5));
    }

    private Optional<String> make() throws Checkpoints.NotContinued {
        return checkpoints.make(signer, List.of(signer.key()));
    }

    private Verification verify() {
        return verifier.verify(List.of(signer.key()), null, false);
    }

    private List<String> problems() {
        return verify().problems();
    }

    private static Checkpoint read(String note) {
        try {
            return Checkpoint.parse(SignedNote.parse(note).text());
        } catch (MalformedCheckpoint e) {
            throw new IllegalStateException(e);
        }
    }

    private Checkpoint newest() {
        return read(checkpoints.newest().orElseThrow());
    }

    @Test
    void anUntouchedLedgerHoldsAndSaysWhatItCannotShow() throws Exception {
        LedgerFixture.requestedBuild();

        Verification report = verify();

        assertThat(report.problems()).isEmpty();
        assertThat(report.checkpoints()).isEqualTo(3);
        assertThat(report.uncovered()).isEqualTo(1);
        assertThat(report.since()).isBefore(report.newest());
        assertThat(report.cannotShow())
                .anyMatch(sentence -> sentence.startsWith("1 entries are newer"))
                .anyMatch(sentence -> sentence.contains("compare with one that was kept elsewhere"));
        assertThat(newest().entries()).isEqualTo(7);
        assertThat(newest().subjects()).isEqualTo(3);
        assertThat(newest().size()).isEqualTo(5);
    }

    @Test
    void nothingIsSignedWhenNothingHasGrown() throws Exception {
        assertThat(make()).isEmpty();
        assertThat(verify().checkpoints()).isEqualTo(3);
    }

    @Test
    void namesTheEntryOfAChainThatWasRewrittenToItsEnd() throws SQLException {
        Forger.rewrite(build.toString(), 2, text -> text.replace("\"no\"", "\"ok\""));

        assertThat(problems())
                .containsExactly(
                        "entry %s/3 is not the one that checkpoint 2 found: something from entry 2 to 3 was rewritten since"
                                .formatted(build));
    }

    @Test
    void namesAChainThatWasRewrittenWithTheHeadsOfItsCheckpoints() throws SQLException {
        Forger.rewrite(build.toString(), 2, text -> text.replace("\"no\"", "\"ok\""));
        Forger.adjustHeads(build.toString());

        assertThat(problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .contains("the heads of checkpoint 2")
                        .contains(build + "/3")
                        .contains("are not those that were signed"));
    }

    @Test
    void namesATailThatWasCutOffWithItsHead() throws SQLException {
        Forger.cut(build.toString(), 1);

        assertThat(problems())
                .containsExactly(
                        "entry %s/3 is gone, which checkpoint 2 found: the chain ends with entry 1".formatted(build));
    }

    @Test
    void namesASubjectThatWasRemoved() throws SQLException {
        LedgerFixture.tamper("""
                delete from ledger_entry where subject_key = '%1$s'; delete from subject where key = '%1$s';
                delete from build where id::text = '%1$s'""".formatted(build));

        assertThat(problems())
                .contains(
                        "entry %s/1 is gone, which checkpoint 1 found: nothing is left of that chain".formatted(build));
    }

    @Test
    void namesEveryHeadWhenEverythingWasTruncated() throws SQLException {
        LedgerFixture.tamper("truncate ledger_entry, subject cascade; truncate build cascade");

        assertThat(problems()).hasSize(5).allMatch(problem -> problem.contains("nothing is left of that chain"));
    }

    @Test
    void namesAnEntryThatWasPutInLater() throws SQLException {
        LedgerFixture.requestedBuild();
        String late = LedgerFixture.requestedBuild().toString();
        String at = LedgerFixture.rows(
                        row -> Sql.instant(row, "at").toString(),
                        "select at from ledger_entry where subject_key = ?",
                        late)
                .getFirst();
        Forger.rewrite(late, 1, text -> text.replace(at, "2026-01-01T00:00:00Z"));
        LedgerFixture.tamper(
                "update ledger_entry set at = '2026-01-01T00:00:00Z' where subject_key = '%s'".formatted(late));

        assertThat(problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith(
                                "entry %s/1 says it is of 2026-01-01T00:00:00Z, but checkpoint 3 of".formatted(late))
                        .endsWith("does not know it: it was put in later"));
    }

    @Test
    void namesSwappedEntriesOfAChainThatHoldsInItself() throws SQLException {
        Forger.swap(build.toString(), 2, 3);

        assertThat(problems())
                .contains(
                        "entry %s/3 is not the one that checkpoint 2 found: something from entry 2 to 3 was rewritten since"
                                .formatted(build))
                .noneMatch(problem -> problem.contains("its hash is not that of its bytes"))
                .noneMatch(problem -> problem.contains("does not name the hash"));
    }

    @Test
    void namesACheckpointWhoseHeadWasAltered() throws SQLException {
        LedgerFixture.tamper(
                "update checkpoint_head set seq = 2 where subject_key = '%s' and seq = 3".formatted(other));

        assertThat(problems())
                .anyMatch(problem -> problem.contains("the heads of checkpoint 2"))
                .noneMatch(problem -> problem.contains("the heads of checkpoint 3"));
    }

    @Test
    void namesACheckpointWhoseHeadWasRemoved() throws SQLException {
        LedgerFixture.tamper("delete from checkpoint_head where position = 0");

        assertThat(problems())
                .containsExactly(
                        "checkpoint 1 has a head at position 1, where 0 was to follow: one was removed or put in");
    }

    @Test
    void namesACheckpointWhoseHeadAndEdgeWereAltered() throws SQLException {
        LedgerFixture.tamper("""
                delete from checkpoint_head where position = 4; update checkpoint set edge = '\\x00' where number = 3""");

        assertThat(problems())
                .anyMatch(problem -> problem.contains("the heads of checkpoint 3"))
                .anyMatch(problem -> problem.contains("its edge of the tree was altered as well"));
    }

    @Test
    void namesARemovedCheckpoint() throws SQLException {
        LedgerFixture.tamper("delete from checkpoint where number = 2");

        assertThat(problems())
                .contains(
                        "checkpoint 3 follows checkpoint 1: 1 removed between them",
                        "2 heads are kept of checkpoint 2, which is gone");
    }

    @Test
    void namesAnAlteredCheckpoint() throws SQLException {
        LedgerFixture.tamper("update checkpoint set note = replace(note, 'subjects 2', 'subjects 1') where number = 2");

        assertThat(problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("checkpoint 2 is not signed by a key that is known here (it names slipway)"));
    }

    @Test
    void namesACheckpointThatSomebodyElseSigned() throws SQLException {
        Forger.resign(2, text -> text, forger);

        assertThat(problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem).startsWith("checkpoint 2 is not signed by a key that is known here"));
    }

    @Test
    void namesACheckpointThatDoesNotRead() throws SQLException {
        LedgerFixture.tamper("update checkpoint set note = 'nothing' where number = 2");

        assertThat(problems()).anyMatch(problem -> problem.startsWith("checkpoint 2 is not a signed note"));
    }

    /** With the signing key a checkpoint in the middle can be replaced, but the next one names the one that was. */
    @Test
    void namesACheckpointThatWasReplacedWithTheKeyItself() throws SQLException {
        Forger.resign(2, text -> text.replaceAll("time .*", "time 2026-01-01T00:00:00Z"), signer);

        assertThat(problems())
                .anyMatch(
                        problem -> problem.contains("checkpoint 3") && problem.contains("names another one before it"))
                .anyMatch(problem -> problem.contains("is older than the one before it"));
    }

    @Test
    void aTailThatWasCutOffWithItsCheckpointsShowsOnlyByOneThatWasKept() throws SQLException {
        Checkpoint kept = newest();
        LedgerFixture.tamper("""
                delete from ledger_entry where subject_key in (select subject_key from checkpoint_head where checkpoint = 3);
                delete from build where id::text in (select subject_key from checkpoint_head where checkpoint = 3);
                delete from subject where key in (select subject_key from checkpoint_head where checkpoint = 3);
                delete from checkpoint where number = 3; delete from checkpoint_head where checkpoint = 3""");

        assertThat(problems()).isEmpty();
        assertThat(verify().cannotShow())
                .anyMatch(sentence -> sentence.contains("removed the newest checkpoints together"));
        assertThat(verifier.verify(List.of(signer.key()), kept, false).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("checkpoint 3 of")
                        .contains("was published, but the newest one here is 2"));
    }

    @Test
    void aLedgerThatWasReplacedShowsByACheckpointThatWasKept() throws Exception {
        Checkpoint kept = newest();
        history();

        assertThat(problems()).isEmpty();
        assertThat(verifier.verify(List.of(signer.key()), kept, false).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("is not the one that was published"));
    }

    /** What makes checkpoints must not sign over what it can see is wrong. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update checkpoint set edge = overlay(edge placing '\\x0011' from 1) where number = 3",
                "update checkpoint set note = replace(note, 'subjects 3', 'subjects 9') where number = 3",
                "delete from ledger_entry where seq = 3; update subject s set seq = 2 where seq = 3",
                "update subject set head_hash = '\\x00' where seq = 3"
            })
    void doesNotSignOnTopOfWhatWasAltered(String sql) throws SQLException {
        LedgerFixture.tamper(sql);
        LedgerFixture.requestedBuild();

        assertThatThrownBy(this::make).isInstanceOf(Checkpoints.NotContinued.class);
        assertThat(LedgerFixture.count("select max(checkpoint) from checkpoint_head"))
                .isEqualTo(3);
    }

    @Test
    void goesOnWithAnotherKeyWhenTheFormerOneIsNamed() throws Exception {
        LedgerFixture.requestedBuild();

        assertThatThrownBy(() -> checkpoints.make(forger, List.of(forger.key())))
                .isInstanceOf(Checkpoints.NotContinued.class)
                .hasMessageContaining("former-keys");
        List<NoteKey> both = List.of(forger.key(), signer.key());
        assertThat(checkpoints.make(forger, both)).isPresent();
        assertThat(verifier.verify(both, null, false).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint", "checkpoint_head"})
    void noServiceAltersOrRemovesThem(String table) {
        for (Role role : Role.values()) {
            for (String sql : List.of("delete from %s", "truncate %s", "update %s set %2$s = 0")) {
                String column = table.equals("checkpoint") ? "number" : "checkpoint";
                assertThatThrownBy(() -> LedgerFixture.as(role)
                                .transaction("tamper", c -> Sql.update(c, sql.formatted(table, column))))
                        .hasRootCauseInstanceOf(SQLException.class)
                        .rootCause()
                        .hasMessageContaining("permission denied");
            }
        }
    }

    /** Two replicas make checkpoints and a third verifies while builds are asked for; every answer is that it holds. */
    @Test
    void holdsAllTheTimeWhileWorkGoesOn() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Function<NoteSigner, List<String>> makes = with -> {
            List<String> made = new ArrayList<>();
            while (!done.get()) {
                try {
                    new Checkpoints(LedgerFixture.as(Role.CONSOLE))
                            .make(with, List.of(with.key()))
                            .ifPresent(made::add);
                } catch (Checkpoints.NotContinued e) {
                    throw new IllegalStateException(e);
                }
            }
            return made;
        };
        List<Verification> reports = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> one = threads.submit(() -> makes.apply(signer));
            Future<List<String>> two = threads.submit(() -> makes.apply(signer));
            Future<?> work = threads.submit(() -> {
                for (int i = 0; i < 150; i++) {
                    LedgerFixture.requestedBuild();
                }
                done.set(true);
            });
            while (!done.get() && !work.isDone()) {
                reports.add(verify());
            }
            work.get();
            assertThat(one.get().size() + two.get().size() + 3L)
                    .isEqualTo(LedgerFixture.count("select count(*) from checkpoint"));
        }

        make();
        reports.add(verify());
        assertThat(reports)
                .hasSizeGreaterThan(2)
                .allSatisfy(report -> assertThat(report.problems()).isEmpty());
        assertThat(reports.getLast().uncovered()).isZero();
        assertThat(newest().subjects()).isEqualTo(153);
    }
}
