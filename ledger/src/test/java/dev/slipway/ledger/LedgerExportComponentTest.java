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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
