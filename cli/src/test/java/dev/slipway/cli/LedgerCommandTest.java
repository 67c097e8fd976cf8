package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Sha256;
import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.ExportWriter;
import dev.slipway.events.chain.Link;
import dev.slipway.events.chain.MalformedCheckpoint;
import dev.slipway.events.chain.MerkleEdge;
import dev.slipway.events.chain.NoteSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The words about the ledger, against a server that stands in for the console, and without any. */
class LedgerCommandTest {
    private static final String GOOD =
            "{\"holds\":true,\"entries\":7,\"subjects\":3,\"checkpoints\":2,\"since\":\"2026-11-25T10:00:00Z\","
                    + "\"newest\":\"2026-11-25T11:00:00Z\",\"problems\":[],\"cannotShow\":[\"1 entries are newer\"]}";

    @RegisterExtension
    final StandInConsole console = new StandInConsole();

    private final NoteSigner signer = signer();

    @TempDir
    Path folder;

    private static NoteSigner signer() {
        try {
            return NoteSigner.of("slipway", NoteSigner.newKey());
        } catch (MalformedCheckpoint e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open() throws IOException {
        console.answersOtherwise(404, "{\"detail\":\"not here\"}");
        console.answersAt("/v1/ledger/verification", GOOD);
        console.answersAt("/v1/ledger/key", signer.key() + "\n");
        console.answersAt("/v1/ledger/checkpoints/newest", note(2));
        console.answersAt("/v1/ledger/checkpoints/2", note(2));
    }

    private String said() {
        return console.out() + console.err();
    }

    private static Checkpoint checkpoint(long number) {
        return new Checkpoint(
                "slipway",
                number,
                0,
                new MerkleEdge().root(),
                Sha256.beforeFirst(),
                0,
                0,
                Instant.parse("2026-11-25T10:00:00Z").plusSeconds(number));
    }

    private String note(long number) {
        return signer.note(checkpoint(number).text());
    }

    private Path keyFile(NoteSigner of) throws IOException {
        return Files.writeString(folder.resolve("ledger.key"), of.key() + "\n");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private String export() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ExportWriter writer = new ExportWriter(
                all, Instant.parse("2026-11-25T10:00:00Z"), signer.key().toString());
        writer.checkpoint(1, note(1), new byte[0]);
        writer.end();
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tellsWhatTheConsoleFoundAndWhatItCannotShow() {
        assertThat(console.run("ledger", "verify")).isEqualTo(Exit.OK);

        assertThat(said())
                .contains("7 entries in 3 chains, 2 checkpoints from 2026-11-25T10:00:00Z")
                .contains("every hash holds", "What cannot be shown:", "1 entries are newer");
    }

    @Test
    void asksForTheTablesToBeMadeAnew() throws IOException {
        assertThat(console.run("ledger", "verify", "--rebuild")).isEqualTo(Exit.OK);
        assertThat(console.run(
                        "ledger",
                        "verify",
                        "--rebuild",
                        "--export",
                        file("any", "").toString()))
                .isEqualTo(Exit.USAGE);

        assertThat(console.asked()).containsExactly("GET /v1/ledger/verification?rebuild=true");
        assertThat(said()).contains("leave --rebuild out");
    }

    @Test
    void endsWithSevenWhenSomethingDoesNotHold() {
        console.answersAt(
                "/v1/ledger/verification",
                "{\"holds\":false,\"entries\":7,\"subjects\":3,\"problems\":[\"entry a/1 was altered\"]}");

        assertThat(console.run("ledger", "verify")).isEqualTo(Exit.LEDGER_BROKEN);

        assertThat(said()).contains("no checkpoint: BROKEN", "entry a/1 was altered");
    }

    @Test
    void findsTheCheckpointThatWasKept() throws IOException {
        Path kept = file("kept", note(2));

        assertThat(console.run(
                        "ledger",
                        "verify",
                        "--checkpoint",
                        kept.toString(),
                        "--key",
                        keyFile(signer).toString()))
                .as(said())
                .isEqualTo(Exit.OK);
    }

    @Test
    void missesACheckpointThatWasRemovedOrReplaced() throws IOException {
        console.knowsNothingAt("/v1/ledger/checkpoints/2");
        Path kept = file("kept", note(2));

        assertThat(console.run("ledger", "verify", "--checkpoint", kept.toString()))
                .isEqualTo(Exit.LEDGER_BROKEN);
        assertThat(said())
                .contains("checkpoint 2 of 2026-11-25T10:00:02Z, which was kept, is not in the ledger any more");

        console.answersAt(
                "/v1/ledger/checkpoints/2", signer.note(checkpoint(2).text().replace("10:00:02", "10:00:03")));

        assertThat(console.run("ledger", "verify", "--checkpoint", kept.toString(), "--json"))
                .isEqualTo(Exit.LEDGER_BROKEN);
        assertThat(said()).contains("\"holds\" : false", "is not the one in the ledger");
    }

    @Test
    void seesThatAnotherKeySignsNow() throws IOException {
        assertThat(console.run("ledger", "verify", "--key", keyFile(signer()).toString()))
                .isEqualTo(Exit.LEDGER_BROKEN);

        assertThat(said()).contains("is not signed by the key that was given");
    }

    @Test
    void refusesWhatIsNoKeyAndNoCheckpoint() throws IOException {
        Path nonsense = file("nonsense", "nonsense\n");
        Path empty = file("empty", "\n");
        Path stranger = file("stranger", signer().note(checkpoint(2).text()));

        assertThat(console.run("ledger", "verify", "--key", nonsense.toString()))
                .isEqualTo(Exit.USAGE);
        assertThat(console.run("ledger", "verify", "--key", empty.toString())).isEqualTo(Exit.USAGE);
        assertThat(console.run("ledger", "verify", "--checkpoint", nonsense.toString()))
                .isEqualTo(Exit.USAGE);
        assertThat(console.run(
                        "ledger",
                        "verify",
                        "--checkpoint",
                        folder.resolve("missing").toString()))
                .isEqualTo(Exit.USAGE);
        assertThat(console.run(
                        "ledger",
                        "verify",
                        "--checkpoint",
                        stranger.toString(),
                        "--key",
                        keyFile(signer).toString()))
                .isEqualTo(Exit.USAGE);
        assertThat(said())
                .contains("'nonsense' is no key", "has no key in it", "is not a signed note", "missing")
                .contains("is not signed by the key that was given (it names slipway)");
    }

    @Test
    void printsWhatIsToBeKept() {
        assertThat(console.run("ledger", "key")).isEqualTo(Exit.OK);
        assertThat(console.run("ledger", "checkpoint")).isEqualTo(Exit.OK);

        assertThat(said()).isEqualTo(signer.key() + "\n" + note(2));
    }

    @Test
    void exportsIntoAFileAndVerifiesItWithoutAConsole() throws IOException {
        console.answersAt("/v1/ledger/export", export());
        Path file = folder.resolve("ledger.ndjson");

        assertThat(console.run("ledger", "export", file.toString())).as(said()).isEqualTo(Exit.OK);
        console.stop();
        assertThat(console.run(
                        "ledger",
                        "verify",
                        "--export",
                        file.toString(),
                        "--key",
                        keyFile(signer).toString()))
                .as(said())
                .isEqualTo(Exit.OK);

        assertThat(Files.readString(file)).isEqualTo(export());
        assertThat(said()).contains("0 entries in 0 chains, 1 checkpoints", "every hash holds");
        try (var left = Files.list(folder)) {
            assertThat(left.map(one -> one.getFileName().toString()))
                    .containsExactlyInAnyOrder("ledger.ndjson", "ledger.key");
        }
    }

    @Test
    void saysWhenAnExportBreaksOffOrIsNone() throws IOException {
        Path cut = file("cut", export().lines().limit(2).reduce("", (a, b) -> a + b + "\n"));

        assertThat(console.run("ledger", "verify", "--export", cut.toString())).isEqualTo(Exit.LEDGER_BROKEN);
        assertThat(console.run(
                        "ledger",
                        "verify",
                        "--export",
                        folder.resolve("missing").toString()))
                .isEqualTo(Exit.USAGE);

        assertThat(said()).contains("the export breaks off after line 2", "could not read the export");
    }

    @Test
    void keepsTheOldExportWhenTheConsoleRefuses() throws IOException {
        Path file = file("ledger.ndjson", "old");

        assertThat(console.run("ledger", "export", file.toString())).isEqualTo(Exit.USAGE);

        assertThat(Files.readString(file)).isEqualTo("old");
    }

    /** A file that holds in itself can still be wrong about entries. */
    @Test
    void namesTheLineOfAnEntryThatDoesNotHold() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ExportWriter writer = new ExportWriter(
                all, Instant.parse("2026-11-25T10:00:00Z"), signer.key().toString());
        writer.subject("shop/dev", 1, new byte[32]);
        writer.entry(new Link("shop/dev", 1, "{}".getBytes(StandardCharsets.UTF_8), new byte[32], new byte[32]));
        writer.end();
        Path file = file("forged", all.toString(StandardCharsets.UTF_8));

        assertThat(console.run("ledger", "verify", "--export", file.toString())).isEqualTo(Exit.LEDGER_BROKEN);

        assertThat(said()).contains("line 3: entry shop/dev/1 was altered");
    }
}
