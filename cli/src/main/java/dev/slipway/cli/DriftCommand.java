package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Where what runs is not what the ledger says. */
@Command(
        name = "drift",
        mixinStandardHelpOptions = true,
        description = "Where what runs is not what the ledger says; ends with 8 if there is any.")
final class DriftCommand implements Callable<Integer> {
    @ParentCommand
    private Slipway slipway = new Slipway(System.out);

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP/ENVIRONMENT", description = "Only there.")
    private @Nullable String place;

    @Override
    public Integer call() throws CannotAsk, InterruptedException {
        if (place != null) {
            Places.path(place);
        }
        ArrayNode drifts = drifts(slipway.console().get("/v1/pipelines"));
        if (!slipway.printed(drifts)) {
            tell(drifts);
        }
        return drifts.isEmpty() ? Exit.OK : Exit.NEEDS_A_PERSON;
    }

    private ArrayNode drifts(JsonNode pipelines) {
        ArrayNode drifts = Console.JSON.createArrayNode();
        for (JsonNode pipeline : pipelines.path("pipelines")) {
            for (JsonNode cell : pipeline.path("cells")) {
                if (place == null || StatusCommand.place(cell.path("place")).equals(place)) {
                    cell.path("drifts").forEach(drifts::add);
                }
            }
        }
        return drifts;
    }

    private void tell(ArrayNode drifts) {
        for (JsonNode one : drifts) {
            slipway.line("%-24s %s since %s: %s"
                    .formatted(
                            StatusCommand.place(one.path("place")),
                            one.path("kind").asText(),
                            one.path("since").asText(),
                            one.path("detail").asText()));
        }
        if (drifts.isEmpty()) {
            slipway.line("what runs is what the ledger says" + (place == null ? "" : ", in " + place));
        }
    }
}
