package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What is known against a digest. */
@Command(
        name = "findings",
        mixinStandardHelpOptions = true,
        description = "The advisories that match what a digest contains, and who answers for them.")
final class FindingsCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Parameters(index = "0", paramLabel = "DIGEST")
    private String digest = "";

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        JsonNode answer = slipway.console().get("/v1/artifacts/%s/findings".formatted(digest));
        if (slipway.printed(answer)) {
            return Exit.OK;
        }
        for (JsonNode one : answer.path("findings")) {
            slipway.line("%-8s %-22s %s %s, %s (severity by %s)"
                    .formatted(
                            one.path("severity").asText(),
                            one.path("advisory").asText(),
                            one.path("packageName").asText(),
                            one.path("version").asText(),
                            one.path("fixedIn").isTextual()
                                    ? "fixed in " + one.path("fixedIn").asText()
                                    : "no fix yet",
                            one.path("severitySource").asText()));
        }
        for (JsonNode one : answer.path("waivers")) {
            slipway.line("waived   %-22s by %s until %s: %s (waiver %s)"
                    .formatted(
                            one.path("advisory").asText(),
                            one.path("actor").asText(),
                            one.path("expires").asText("it is taken back"),
                            one.path("reason").asText(),
                            one.path("id").asText()));
        }
        if (answer.path("findings").isEmpty()) {
            slipway.line("nothing is known against it");
        }
        return Exit.OK;
    }
}
