package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Apps by environments, for a terminal. */
final class PipelinesText {
    private final Slipway slipway;

    PipelinesText(Slipway slipway) {
        this.slipway = slipway;
    }

    void print(JsonNode answer) {
        if (slipway.printed(answer)) {
            return;
        }
        if (answer.path("pipelines").isEmpty()) {
            slipway.line("nothing was built yet");
        }
        for (JsonNode pipeline : answer.path("pipelines")) {
            pipeline.path("cells").forEach(this::cell);
        }
    }

    private void cell(JsonNode cell) {
        JsonNode serving = cell.path("serving");
        String place = StatusCommand.place(cell.path("place"));
        if (serving.isObject()) {
            slipway.line("%-24s %s  commit %s  %s  since %s"
                    .formatted(
                            place,
                            Facts.shortened(serving.path("digest").asText()),
                            Facts.commit(cell.path("artifact").path("commit").asText()),
                            serving.path("url").asText(),
                            serving.path("since").asText()));
        } else {
            slipway.line("%-24s nothing serves".formatted(place));
        }
        JsonNode running = cell.path("running");
        if (running.isObject()) {
            slipway.line("    deployment %s of %s is %s"
                    .formatted(
                            running.path("id").asText(),
                            Facts.shortened(running.path("digest").asText()),
                            running.path("state").asText()));
        }
        cell.path("waiting").forEach(this::waiting);
        cell.path("restrictions")
                .forEach(one -> slipway.line("    %s by %s since %s: %s"
                        .formatted(
                                one.path("kind").asText(),
                                one.path("actor").asText(),
                                one.path("since").asText(),
                                one.path("reason").asText())));
        cell.path("drifts")
                .forEach(one -> slipway.line("    DRIFT %s: %s"
                        .formatted(one.path("kind").asText(), one.path("detail").asText())));
    }

    private void waiting(JsonNode waiting) {
        slipway.line("    %s waits"
                .formatted(Facts.shortened(
                        waiting.path("placement").path("id").path("digest").asText())));
        waiting.path("openGates")
                .forEach(gate -> slipway.line("        %-12s %s"
                        .formatted(
                                gate.path("gate").asText(), gate.path("because").asText())));
    }
}
