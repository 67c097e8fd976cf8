package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Why a digest may be somewhere, or may not. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = "Why a digest may be in an environment, or may not; ends with 1 if it may not.")
final class WhyCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Parameters(index = "0", paramLabel = "DIGEST")
    private String digest = "";

    @Option(names = "--environment", required = true, paramLabel = "NAME")
    private String environment = "";

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        JsonNode why = slipway.console().get("/v1/artifacts/%s/why?environment=%s".formatted(digest, environment));
        if (!slipway.printed(why)) {
            tell(why);
        }
        String state = why.path("placement").path("state").asText();
        return state.equals("APPROVED") || state.equals("SUPERSEDED") ? Exit.OK : Exit.REFUSED;
    }

    private void tell(JsonNode why) {
        slipway.line("%s in %s: %s"
                .formatted(
                        Facts.shortened(digest), environment, why.path("answer").asText()));
        JsonNode decision = why.path("decision");
        for (JsonNode gate : decision.path("gates")) {
            slipway.line("  %-12s %-10s %s"
                    .formatted(
                            gate.path("verdict").asText(),
                            gate.path("gate").asText(),
                            gate.path("because").asText()));
        }
        if (!decision.isMissingNode() && !decision.isNull()) {
            slipway.line("  decided at %s on %d entries, by policy %s"
                    .formatted(
                            decision.path("facts").path("at").asText(),
                            decision.path("facts").path("entries").asLong(),
                            decision.path("policySha256").asText()));
        }
        for (JsonNode event : why.path("events")) {
            String line = Facts.line(event);
            if (!line.isEmpty()) {
                slipway.line("  %s  %s".formatted(event.path("at").asText(), line));
            }
        }
    }
}
