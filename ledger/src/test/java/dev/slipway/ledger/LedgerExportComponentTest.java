package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.ExportVerifier;
import dev.slipway.events.chain.MalformedCheckpoint;
import dev.slipway.events.chain.NoteSigner;
import dev.slipway.events.chain.SignedNote;
import dev.slipway.events.chain.Verification;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.Role;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exported says offline what the ledger says online. */
class LedgerExportComponentTest {
    private final Checkpoints checkpoints = new Checkpoints(LedgerFixture.as(Role.CONSOLE));
    private final ChainVerifier verifier = new ChainVerifier(LedgerFixture.as(Role.CONSOLE));
    private final LedgerExport export = new LedgerExport(LedgerFixture.as(Role.CONSOLE));
    private final NoteSigner signer = signer();

    private static NoteSigner signer() {
        try {
            return NoteSigner.of("slipway", NoteSigner.newKey());
        } catch (MalformedCheckpoint e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void clear() throws SQLException {
        LedgerFixture.clear();
    }

    private void sign() throws Checkpoints.NotContinued {
        assertThat(checkpoints.make(signer, List.of(signer.key()))).isPresent();
    }

    private byte[] exported() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        export.write(out, signer.key());
        return out.toByteArray();
    }

    private Verification offline(byte[] bytes, @Nullable Checkpoint kept) throws IOException {
        return ExportVerifier.verify(new ByteArrayInputStream(bytes), List.of(signer.key()), kept);
    }

    private Verification online() {
        return verifier.verify(List.of(signer.key()), null, false);
    }

    private Checkpoint newest() throws MalformedCheckpoint {
        return Checkpoint.parse(
                SignedNote.parse(checkpoints.newest().orElseThrow()).text());
    }

    @Test
    void anEmptyLedgerIsAnExportAsWell() throws IOException {
        assertThat(offline(exported(), null).problems()).isEmpty();
    }

    @Test
    void saysTheSameAsTheLedger() throws Exception {
        LedgerFixture.requestedBuild();
        LedgerFixture.requestedBuild();
        sign();
        LedgerFixture.requestedBuild();
        sign();
        LedgerFixture.requestedBuild();

        Verification offline = offline(exported(), newest());

        assertThat(offline.problems()).isEmpty();
        assertThat(offline.entries()).isEqualTo(4).isEqualTo(online().entries());
        assertThat(offline.subjects()).isEqualTo(4);
        assertThat(offline.checkpoints()).isEqualTo(2);
        assertThat(offline.uncovered()).isEqualTo(1);
        assertThat(offline.since()).isEqualTo(online().since());
    }

    @Test
    void hasTheVeryBytesOfTheEntries() throws Exception {
        BuildId build = LedgerFixture.requestedBuild();
        byte[] bytes = LedgerFixture.rows(
                        row -> row.getBytes("bytes"),
                        "select bytes from ledger_entry where subject_key = ?",
                        build.toString())
                .getFirst();
        String quoted = dev.slipway.events.Json.text(new String(bytes, StandardCharsets.UTF_8));

        assertThat(new String(exported(), StandardCharsets.UTF_8)).contains("\"text\":" + quoted);
    }

    @Test
    void namesWhatWasAlteredBeforeTheExport() throws Exception {
        BuildId build = LedgerFixture.requestedBuild();
        sign();
        Checkpoint kept = newest();
        Forger.rewrite(build.toString(), 1, text -> text.replace("git.example", "git.evil.ex"));

        assertThat(offline(exported(), kept).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .contains("entry %s/1 is not the one that checkpoint 1 found".formatted(build)));

        LedgerFixture.tamper("truncate ledger_entry, subject cascade");

        assertThat(offline(exported(), kept).problems())
                .containsExactly(
                        "entry %s/1 is gone, which checkpoint 1 found: nothing is left of that chain".formatted(build));

        LedgerFixture.tamper("truncate checkpoint, checkpoint_head");

        assertThat(offline(exported(), null).problems()).isEmpty();
        assertThat(offline(exported(), kept).problems())
                .anyMatch(problem -> problem.contains("the newest one here is 0"));
    }

    /** Asked for three times: a chain of three entries, all of which a checkpoint found. */
    private BuildId askedForThrice() throws Exception {
        Requests requests = new Requests(LedgerFixture.as(Role.CONSOLE));
        CommitId commit = LedgerFixture.commit();
        for (int i = 0; i < 3; i++) {
            requests.accept(LedgerFixture.request(Integer.toString(i), commit, false), Role.CONSOLE, "ada");
        }
        sign();
        return BuildId.parse(LedgerFixture.rows(row -> row.getString(1), "select key from subject")
                .getFirst());
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                Arguments.of(
                        "a row is deleted",
                        "delete from ledger_entry where subject_key = '%1$s' and seq = 2",
                        List.of("entry %1$s/3 follows entry 1: 1 removed between them")),
                Arguments.of(
                        "the last row is deleted",
                        "delete from ledger_entry where subject_key = '%1$s' and seq = 3",
                        List.of(
                                "subject %1$s has its head at 3",
                                "entry %1$s/3 is gone, which checkpoint 1 found: the chain ends with entry 2")),
                Arguments.of(
                        "the last row is deleted and the head moved to the one before",
                        """
                        delete from ledger_entry where subject_key = '%1$s' and seq = 3;
                        update subject s set seq = 2, head_hash = (select hash from ledger_entry where subject_key = s.key and seq = 2)""",
                        List.of("entry %1$s/3 is gone, which checkpoint 1 found: the chain ends with entry 2")),
                Arguments.of(
                        "a row is inserted behind the last one",
                        """
                        insert into ledger_entry (subject_key, seq, event_id, subject_kind, type, role, actor, chain_id, at, bytes,
                            prev_hash, hash)
                        select subject_key, 4, gen_random_uuid(), subject_kind, type, role, actor, chain_id, at, bytes, hash,
                            sha256(hash || bytes) from ledger_entry where subject_key = '%1$s' and seq = 3""",
                        List.of("entry %1$s/4", "subject %1$s has its head at 3")),
                Arguments.of(
                        "a row is inserted between two, which make room", """
                        update ledger_entry set seq = 4 where subject_key = '%1$s' and seq = 3;
                        insert into ledger_entry (subject_key, seq, event_id, subject_kind, type, role, actor, chain_id, at, bytes,
                            prev_hash, hash)
                        select subject_key, 3, gen_random_uuid(), subject_kind, type, role, actor, chain_id, at, bytes, hash,
                            sha256(hash || bytes) from ledger_entry where subject_key = '%1$s' and seq = 2""", List.of("entry %1$s/3", "entry %1$s/4")),
                Arguments.of(
                        "two rows are swapped",
                        """
                        update ledger_entry set seq = 20 where subject_key = '%1$s' and seq = 2;
                        update ledger_entry set seq = 2 where subject_key = '%1$s' and seq = 3;
                        update ledger_entry set seq = 3 where subject_key = '%1$s' and seq = 20""",
                        List.of(
                                "entry %1$s/2 says in its bytes that it is entry %1$s/3",
                                "entry %1$s/3 says in its bytes that it is entry %1$s/2")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void namesTheRowOfWhatTheOwnerOfTheDatabaseDid(String deed, String sql, List<String> named) throws Exception {
        BuildId build = askedForThrice();
        Checkpoint kept = newest();
        assertThat(offline(exported(), kept).problems()).isEmpty();
        LedgerFixture.tamper(sql.formatted(build));

        Verification offline = offline(exported(), kept);

        assertThat(named)
                .as(deed)
                .allSatisfy(name ->
                        assertThat(offline.problems()).anyMatch(problem -> problem.contains(name.formatted(build))));
        assertThat(named)
                .as("by the ledger itself")
                .allSatisfy(name ->
                        assertThat(online().problems()).anyMatch(problem -> problem.contains(name.formatted(build))));
    }

    /** Chains that hold in themselves; only the checkpoint that was kept knows better. */
    @Test
    void namesTheRowOfWhatAForgerSwappedOrPutIn() throws Exception {
        BuildId build = askedForThrice();
        Checkpoint kept = newest();
        Forger.swap(build.toString(), 2, 3);

        assertThat(offline(exported(), kept).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .contains("entry %s/3 is not the one that checkpoint 1 found".formatted(build)));

        clear();
        askedForThrice();
        Checkpoint other = newest();
        String late = LedgerFixture.requestedBuild().toString();
        String at = LedgerFixture.rows(
                        row -> Sql.instant(row, "at").toString(),
                        "select at from ledger_entry where subject_key = ?",
                        late)
                .getFirst();
        Forger.rewrite(late, 1, text -> text.replace(at, "2026-01-01T00:00:00Z"));

        assertThat(offline(exported(), other).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .contains("entry %s/1 says it is of 2026-01-01T00:00:00Z".formatted(late))
                        .endsWith("it was put in later"));
    }

    /** Each export is of one moment, whatever is entered and signed meanwhile. */
    @Test
    void holdsWhileWorkGoesOn() throws Exception {
        LedgerFixture.requestedBuild();
        List<byte[]> exports = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> work = threads.submit(() -> {
                for (int i = 0; i < 60; i++) {
                    LedgerFixture.requestedBuild();
                    if (i % 5 == 0) {
                        sign();
                    }
                }
                return null;
            });
            while (!work.isDone()) {
                exports.add(exported());
            }
            work.get();
        }
        exports.add(exported());

        assertThat(exports).hasSizeGreaterThan(2);
        for (byte[] one : exports) {
            assertThat(offline(one, null).problems()).isEmpty();
        }
        assertThat(offline(exports.getLast(), newest()).entries()).isEqualTo(61);
    }

    /** Who takes it goes away: the failure is theirs to see, and the ledger is free again. */
    @Test
    void endsWhenNobodyTakesIt() throws Exception {
        LedgerFixture.requestedBuild();

        assertThatThrownBy(() -> export.write(
                        new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                throw new IOException("gone");
                            }
                        },
                        signer.key()))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
        assertThat(online().holds()).isTrue();
    }
}
