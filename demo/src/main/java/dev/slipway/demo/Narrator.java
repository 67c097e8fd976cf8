package dev.slipway.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.cli.Facts;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells a person at a terminal what happens, one line a fact. */
final class Narrator {
    private static final int ABBREVIATION = 12;

    private final PrintStream out;
    private final long start = System.nanoTime();

    Narrator(PrintStream out) {
        this.out = out;
    }

    void line(String text) {
        out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, text);
    }

    void begin(String title, String commit) {
        out.println();
        line("== %s: %s".formatted(title, commit.substring(0, ABBREVIATION)));
    }

    void tell(JsonNode event) {
        String text = Facts.line(event);
        if (!text.isEmpty()) {
            line(text);
        }
    }

    void outside(String environment, String answer) {
        line("%s answers callers: %s".formatted(environment, answer.isEmpty() ? "nothing" : answer));
    }

    /** Why a digest may be in production, or may not. */
    void why(Outcome outcome, JsonNode why) {
        out.printf(
                "%nwhy %s (%s) in prod? %s%n",
                String.valueOf(outcome.digest()).substring(0, "sha256:".length() + ABBREVIATION),
                outcome.name(),
                why.path("answer").asText());
        for (JsonNode gate : why.path("decision").path("gates")) {
            out.printf(
                    "     %-12s %-12s %s%n",
                    gate.path("verdict").asText().toLowerCase(Locale.ROOT),
                    gate.path("gate").asText(),
                    gate.path("because").asText());
        }
    }

    void end(List<Outcome> outcomes, boolean good) {
        out.println();
        for (Outcome one : outcomes) {
            out.printf("%s %-10s %s%n", one.asExpected() ? "ok  " : "FAIL", one.name(), one.actual());
            if (!one.asExpected()) {
                out.printf("     expected   %s%n", one.expected());
            }
            out.printf(
                    "     %s%n",
                    one.seconds().entrySet().stream()
                            .map(stage -> String.format(Locale.ROOT, "%s %.1f s", stage.getKey(), stage.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        out.printf(Locale.ROOT, "%s in %.0f s%n", good ? "Done" : "NOT AS EXPECTED", (System.nanoTime() - start) / 1e9);
    }

    void howToKeep() {
        out.println(
                "Everything is being stopped; './slipway demo --keep' leaves it to be looked at, './slipway up' keeps one.");
    }

    void whereToLook(Room room) {
        out.println();
        out.printf("Everything keeps running until Ctrl-C.%n");
        out.printf("  apps      %s (dev), %s (prod)%n", room.app("dev"), room.app("prod"));
        out.printf(
                "  console   %s, token in %s%n",
                room.stack().console(), room.stack().tokenFile());
        out.printf("  Kafka     %s%n", room.stack().broker().bootstrapServers());
        out.printf("  database  %s%n", room.stack().postgres().jdbcUrl());
        out.printf("  Git       %s%n", room.sourceUrl());
        out.printf(
                "  CLI       SLIPWAY_URL=%s SLIPWAY_TOKEN_FILE=%s ./slipway status%n",
                room.stack().console(), room.stack().tokenFile());
    }
}
