package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Questions to the ledger as a whole. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Questions to the ledger as a whole.",
        subcommands = LedgerCommand.Verify.class)
final class LedgerCommand {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    /** Reads every chain. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Reads every chain and says where one is broken; ends with 7 if one is.")
    static final class Verify implements Callable<Integer> {
        @ParentCommand
        private LedgerCommand ledger = new LedgerCommand();

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            Slipway slipway = ledger.slipway;
            JsonNode report = slipway.console().get("/v1/ledger/verification");
            boolean holds = report.path("holds").asBoolean();
            if (!slipway.printed(report)) {
                slipway.line("%d entries in %d chains: %s"
                        .formatted(
                                report.path("entries").asLong(),
                                report.path("subjects").asLong(),
                                holds ? "every hash holds" : "BROKEN"));
                report.path("problems").forEach(problem -> slipway.line("  " + problem.asText()));
            }
            return holds ? Exit.OK : Exit.LEDGER_BROKEN;
        }
    }
}
