package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Follows what is under way. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follows a build or a deployment until it has come to rest; ends with its exit code.")
final class WatchCommand implements Callable<Integer> {
    private static final int NOT_FOUND = 404;

    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Parameters(index = "0", paramLabel = "BUILD|DEPLOYMENT", description = "Its id.")
    private String id = "";

    @Option(
            names = "--until",
            paramLabel = "ENVIRONMENT",
            description = "Of a build: until it serves there (default: until it is built and scanned).")
    private @Nullable String until;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "900", description = "How long (default: 900).")
    private long timeout = 900;

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        Console console = slipway.console();
        return new Follow(slipway).run(console, subject(console), Duration.ofSeconds(timeout));
    }

    private Follow.Subject subject(Console console) throws CannotAsk, InterruptedException {
        try {
            JsonNode story = console.get("/v1/deployments/" + id);
            return Follow.deployment(
                    console, id, story.path("deployment").path("digest").asText());
        } catch (CannotAsk e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
            return Follow.build(console, id, until);
        }
    }
}
