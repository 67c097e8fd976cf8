package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Questions to the ledger as a whole. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Questions to the ledger as a whole.",
        subcommands = {
            LedgerCommand.Verify.class,
            LedgerCommand.Export.class,
            LedgerCommand.Newest.class,
            LedgerCommand.Key.class
        })
final class LedgerCommand {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    /** Reads every chain and every checkpoint. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Reads every chain and every checkpoint, names what does not hold, and ends with 7 then.")
    static final class Verify implements Callable<Integer> {
        @ParentCommand
        private LedgerCommand ledger = new LedgerCommand();

        @Option(names = "--export", description = "Verify this export, here and without a console.")
        private @Nullable Path export;

        @Option(names = "--key", description = "Believe only the public keys in this file, one a line.")
        private @Nullable Path key;

        @Option(
                names = "--checkpoint",
                description = "A checkpoint that was kept: it has to be among those of the ledger.")
        private @Nullable Path checkpoint;

        @Option(
                names = "--rebuild",
                description = "Also make the tables of current state anew from the entries and compare every row.")
        private boolean rebuild;

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            Slipway slipway = ledger.slipway;
            if (rebuild && export != null) {
                throw new CannotAsk(400, "an export has no tables of current state to compare: leave --rebuild out");
            }
            Kept kept = Kept.read(key, checkpoint);
            Path file = export;
            JsonNode report = file == null
                    ? new LedgerComparison(slipway.console()).verification(kept, rebuild)
                    : Exports.verify(file, kept);
            return VerificationText.show(slipway, report);
        }
    }

    /** Everything, into a file. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Writes every checkpoint and every entry into a file and verifies that.")
    static final class Export implements Callable<Integer> {
        @ParentCommand
        private LedgerCommand ledger = new LedgerCommand();

        @Parameters(
                paramLabel = "FILE",
                description = "Is written when all of it is there; one that exists is replaced.")
        private Path file = Path.of("ledger.ndjson");

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            Slipway slipway = ledger.slipway;
            try (InputStream body = slipway.console().stream("/v1/ledger/export")) {
                Exports.save(body, file);
            } catch (IOException e) {
                throw new CannotAsk(0, "tried to write the export to %s: %s".formatted(file, e.getMessage()));
            }
            return VerificationText.show(slipway, Exports.verify(file, Kept.nothing()));
        }
    }

    /** What was signed last. */
    @Command(
            name = "checkpoint",
            mixinStandardHelpOptions = true,
            description = "Prints the newest checkpoint, to be kept elsewhere.")
    static final class Newest implements Callable<Integer> {
        @ParentCommand
        private LedgerCommand ledger = new LedgerCommand();

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            ledger.slipway.raw(ledger.slipway
                    .console()
                    .text("/v1/ledger/checkpoints/newest")
                    .body());
            return Exit.OK;
        }
    }

    /** Who signs. */
    @Command(
            name = "key",
            mixinStandardHelpOptions = true,
            description = "Prints the public key that checkpoints are signed with, to be kept elsewhere.")
    static final class Key implements Callable<Integer> {
        @ParentCommand
        private LedgerCommand ledger = new LedgerCommand();

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            byte[] key = ledger.slipway.console().text("/v1/ledger/key").body();
            ledger.slipway.line(new String(key, StandardCharsets.UTF_8).strip());
            return Exit.OK;
        }
    }
}
