package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What reading the ledger came to, for people. */
final class VerificationText {
    private VerificationText() {}

    /** Says it, and gives the exit code. */
    static int show(Slipway slipway, JsonNode report) {
        boolean holds = report.path("holds").asBoolean();
        if (!slipway.printed(report)) {
            slipway.line("%d entries in %d chains, %s: %s"
                    .formatted(
                            report.path("entries").asLong(),
                            report.path("subjects").asLong(),
                            checkpoints(report),
                            holds ? "every hash holds" : "BROKEN"));
            report.path("problems").forEach(problem -> slipway.line("  " + problem.asText()));
            slipway.line("What cannot be shown:");
            report.path("cannotShow").forEach(sentence -> slipway.line("  " + sentence.asText()));
        }
        return holds ? Exit.OK : Exit.LEDGER_BROKEN;
    }

    private static String checkpoints(JsonNode report) {
        return report.hasNonNull("since")
                ? "%d checkpoints from %s to %s"
                        .formatted(
                                report.path("checkpoints").asLong(),
                                report.path("since").asText(),
                                report.path("newest").asText())
                : "no checkpoint";
    }
}
