package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Asks for a build. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        description = "Asks for a build of a commit, and follows it with --wait.")
final class BuildCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Option(names = "--repository", required = true, paramLabel = "URL", description = "Git URL, http or https.")
    private String repository = "";

    @Option(
            names = "--commit",
            required = true,
            paramLabel = "SHA",
            description = "The commit's full id, 40 hex digits.")
    private String commit = "";

    @Option(names = "--ref", description = "Branch or tag it was seen on, such as refs/heads/main.")
    private @Nullable String ref;

    @Option(names = "--directory", description = "Folder of slipway.yaml in the commit (default: its root).")
    private @Nullable String directory;

    @Option(names = "--rebuild", description = "Build again even if the same content was built before.")
    private boolean rebuild;

    @Option(names = "--urgent", description = "Goes before everything in the queues that is not urgent.")
    private boolean urgent;

    @Option(names = "--wait", description = "Follow it, one line a fact, until it has come to rest.")
    private boolean wait;

    @Option(
            names = "--until",
            paramLabel = "ENVIRONMENT",
            description = "With --wait: until it serves there (default: until it is built and scanned).")
    private @Nullable String until;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "900",
            description = "With --wait: how long (default: 900).")
    private long timeout = 900;

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        Console console = slipway.console();
        JsonNode answer = console.post("/v1/builds", request());
        String build = answer.path("build").asText();
        if (!wait) {
            if (!slipway.printed(answer)) {
                slipway.line(
                        "build %s%s".formatted(build, answer.path("created").asBoolean() ? "" : " (was there before)"));
            }
            return Exit.OK;
        }
        return new Follow(slipway).run(console, Follow.build(console, build, until), Duration.ofSeconds(timeout));
    }

    private Map<String, Object> request() {
        Map<String, Object> request =
                new HashMap<>(Map.of("repository", repository, "commit", commit, "rebuild", rebuild));
        if (urgent) {
            request.put("urgent", true);
        }
        if (ref != null) {
            request.put("ref", ref);
        }
        if (directory != null) {
            request.put("directory", directory);
        }
        return request;
    }
}
