package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What waits for a person's word. */
@Command(
        name = "approvals",
        mixinStandardHelpOptions = true,
        description = "What waits for an approval, and what else is open about it.")
final class ApprovalsCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        JsonNode answer = slipway.console().get("/v1/approvals");
        if (slipway.printed(answer)) {
            return Exit.OK;
        }
        for (JsonNode one : answer.path("waiting")) {
            JsonNode id = one.path("placement").path("id");
            slipway.line("%s in %s/%s"
                    .formatted(
                            id.path("digest").asText(),
                            id.path("place").path("app").asText(),
                            id.path("place").path("environment").asText()));
            one.path("openGates")
                    .forEach(gate -> slipway.line("    %-12s %s"
                            .formatted(
                                    gate.path("gate").asText(),
                                    gate.path("because").asText())));
        }
        if (answer.path("waiting").isEmpty()) {
            slipway.line("nothing waits for an approval");
        }
        return Exit.OK;
    }
}
