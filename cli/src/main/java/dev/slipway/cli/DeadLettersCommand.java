package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What stages gave up on. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "What stages gave up on: dead jobs, whose lane waits, and records that could not be read.",
        subcommands = {DeadLettersCommand.Redrive.class, DeadLettersCommand.Skip.class})
final class DeadLettersCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        JsonNode waiting = slipway.console().get("/v1/dead-letters");
        if (slipway.printed(waiting)) {
            return Exit.OK;
        }
        for (JsonNode dead : waiting.path("jobs")) {
            JsonNode job = dead.path("job");
            slipway.line("%s  %s %s, lane %s: %s"
                    .formatted(
                            job.path("id").asText(),
                            job.path("stage").asText(),
                            job.path("kind").asText(),
                            job.path("lane").asText(),
                            dead.path("reason").asText()));
        }
        for (JsonNode record : waiting.path("quarantine")) {
            slipway.line("%s  %s record %s/%d@%d: %s"
                    .formatted(
                            record.path("id").asText(),
                            record.path("stage").asText(),
                            record.path("topic").asText(),
                            record.path("partition").asInt(),
                            record.path("offset").asLong(),
                            record.path("reason").asText()));
        }
        if (waiting.path("jobs").isEmpty() && waiting.path("quarantine").isEmpty()) {
            slipway.line("nothing waits for a person");
        }
        return Exit.OK;
    }

    private int handle(String verb, String id, String reason) throws CannotAsk, InterruptedException {
        JsonNode done = slipway.console().post("/v1/dead-letters/%s/%s".formatted(id, verb), Map.of("reason", reason));
        if (!slipway.printed(done)) {
            slipway.line("%s %s".formatted(id, done.path("done").asText()));
        }
        return Exit.OK;
    }

    /** Has one done again. */
    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            description = "Has one done again from its first attempt.")
    static final class Redrive implements Callable<Integer> {
        @ParentCommand
        private DeadLettersCommand parent = new DeadLettersCommand();

        @Parameters(index = "0", paramLabel = "ID")
        private String id = "";

        @Option(names = "--reason", required = true, description = "Why, for the ledger.")
        private String reason = "";

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            return parent.handle("redrive", id, reason);
        }
    }

    /** Lets one go. */
    @Command(
            name = "skip",
            mixinStandardHelpOptions = true,
            description = "Lets one go undone, so that its lane goes on.")
    static final class Skip implements Callable<Integer> {
        @ParentCommand
        private DeadLettersCommand parent = new DeadLettersCommand();

        @Parameters(index = "0", paramLabel = "ID")
        private String id = "";

        @Option(names = "--reason", required = true, description = "Why, for the ledger.")
        private String reason = "";

        @Override
        public Integer call() throws CannotAsk, InterruptedException {
            return parent.handle("skip", id, reason);
        }
    }
}
