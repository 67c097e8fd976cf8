package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What serves where, or how one thing stands. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "What serves where, what waits and why; with an argument, the story of a digest, a build or a commit.")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIGEST|BUILD|COMMIT")
    private @Nullable String what;

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        Console console = slipway.console();
        if (what == null) {
            new PipelinesText(slipway).print(console.get("/v1/pipelines"));
        } else if (what.startsWith("sha256:")) {
            artifact(console.get("/v1/artifacts/" + what));
        } else if (what.matches("[0-9a-f]{8}-[0-9a-f-]{27}")) {
            story(console.get("/v1/chains/" + what));
        } else if (what.matches("[0-9a-f]{4,40}")) {
            builds(console.get("/v1/builds?commit=" + what));
        } else {
            throw new CannotAsk(
                    400,
                    "'%s' is no digest (sha256:…), build id (a UUID) or commit (4 to 40 hex digits)".formatted(what));
        }
        return Exit.OK;
    }

    static String place(JsonNode place) {
        return place.path("app").asText() + "/" + place.path("environment").asText();
    }

    private void artifact(JsonNode answer) {
        if (slipway.printed(answer)) {
            return;
        }
        JsonNode artifact = answer.path("artifact");
        slipway.line("%s of %s"
                .formatted(
                        artifact.path("digest").asText(), artifact.path("app").asText()));
        slipway.line("commit %s of %s"
                .formatted(
                        artifact.path("commit").asText(),
                        artifact.path("sourceRepository").asText()));
        for (JsonNode placement : answer.path("placements")) {
            slipway.line("%-24s %s"
                    .formatted(
                            place(placement.path("id").path("place")),
                            placement.path("state").asText()));
        }
        events(answer);
    }

    private void story(JsonNode answer) {
        if (!slipway.printed(answer)) {
            JsonNode build = answer.path("build");
            slipway.line("build %s is %s"
                    .formatted(build.path("id").asText(), build.path("state").asText()));
            events(answer);
        }
    }

    private void events(JsonNode answer) {
        for (JsonNode event : answer.path("events")) {
            String line = Facts.line(event);
            if (!line.isEmpty()) {
                slipway.line("  %s  %s".formatted(event.path("at").asText(), line));
            }
        }
    }

    private void builds(JsonNode answer) {
        if (slipway.printed(answer)) {
            return;
        }
        if (answer.path("builds").isEmpty()) {
            slipway.line("no build of this commit was asked for");
        }
        for (JsonNode build : answer.path("builds")) {
            slipway.line("%s  %-9s %s %s"
                    .formatted(
                            build.path("id").asText(),
                            build.path("state").asText(),
                            Facts.shortened(build.path("digest").asText("")),
                            build.path("failureReason").asText("")));
        }
    }
}
