package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What was deployed somewhere, and what became of it. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "What was deployed to an environment of an app, newest first.")
final class HistoryCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Parameters(index = "0", paramLabel = "APP/ENVIRONMENT")
    private String place = "";

    @Option(names = "--limit", defaultValue = "20", description = "How many (1 to 500; default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--before", paramLabel = "DEPLOYMENT", description = "Only what was queued before this one.")
    private @Nullable String before;

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        String page = before == null ? "" : "&before=" + before;
        JsonNode answer = slipway.console().get("%s/deployments?limit=%d%s".formatted(Places.path(place), limit, page));
        if (slipway.printed(answer)) {
            return Exit.OK;
        }
        JsonNode deployments = answer.path("deployments");
        deployments.forEach(this::tell);
        if (deployments.isEmpty()) {
            slipway.line("nothing was deployed to %s%s".formatted(place, before == null ? " yet" : " before that"));
        } else if (deployments.size() == limit) {
            slipway.line("older ones: --before %s"
                    .formatted(deployments
                            .get(limit - 1)
                            .path("deployment")
                            .path("id")
                            .asText()));
        }
        return Exit.OK;
    }

    private void tell(JsonNode one) {
        JsonNode deployment = one.path("deployment");
        String failure = deployment.path("failure").asText("");
        slipway.line("%s  %-15s %s  commit %s  %s  (%s)"
                .formatted(
                        deployment.path("queuedAt").asText(),
                        deployment.path("state").asText(),
                        Facts.shortened(deployment.path("digest").asText()),
                        Facts.commit(one.path("commit").asText()),
                        deployment.path("cause").asText(),
                        deployment.path("id").asText()));
        if (!failure.isEmpty()) {
            slipway.line("    " + failure.lines().findFirst().orElse(""));
        }
    }
}
