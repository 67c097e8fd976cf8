package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One row for each part of the road (build, tests, scan, each environment), drawn again in place as facts come. What went
 * wrong is said below, in full, when it is over.
 */
final class Progress implements Telling {
    private static final int WIDTH = 100;
    private static final String CLEAR = "\u001b[K";
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String FAINT = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final Consumer<String> draw;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final StringBuilder wrong = new StringBuilder();
    private int drawn;

    private record Row(State state, String text) {}

    private enum State {
        UNDER_WAY,
        GOOD,
        BAD
    }

    Progress(Consumer<String> draw) {
        this.draw = draw;
    }

    @Override
    public void tell(JsonNode event) {
        String line = Slipway.harmless(Facts.line(event)).replace('\n', ' ');
        if (line.isEmpty()) {
            return;
        }
        String part = part(event);
        State state = state(event);
        String text = line.startsWith(part + ": ") ? line.substring(part.length() + 2) : line;
        rows.put(part, new Row(state, text));
        if (state == State.BAD) {
            wrong.append(part).append(": ").append(text).append('\n');
        }
        draw.accept(picture());
    }

    private static String part(JsonNode event) {
        String environment = event.path("fact").path("environment").asText();
        if (!environment.isEmpty()) {
            return environment;
        }
        String kind = Facts.kind(event);
        return switch (kind) {
            case "testsuiterun.finished" ->
                "test " + event.path("fact").path("name").asText();
            case "scan.finished" -> "scan";
            case "artifact.packaged", "artifact.published" -> "push";
            default -> "build";
        };
    }

    private static State state(JsonNode event) {
        JsonNode fact = event.path("fact");
        return switch (Facts.kind(event)) {
            case "build.finished" -> fact.path("outcome").asText().equals("BUILT") ? State.GOOD : State.BAD;
            case "testsuiterun.finished" -> fact.path("verdict").asText().equals("PASS") ? State.GOOD : State.BAD;
            case "gate.evaluated" -> fact.path("verdict").asText().equals("FAIL") ? State.BAD : State.UNDER_WAY;
            case "artifact.packaged", "artifact.published", "scan.finished", "service.deployed", "service.upgraded" ->
                State.GOOD;
            case "deployment.failed", "service.rolledback", "job.died" -> State.BAD;
            default -> State.UNDER_WAY;
        };
    }

    private String picture() {
        StringBuilder picture = new StringBuilder();
        picture.append(NO_WRAP);
        if (drawn > 0) {
            picture.append("\u001b[%dA".formatted(drawn));
        }
        rows.forEach(
                (part, row) -> picture.append(line(part, row)).append(CLEAR).append('\n'));
        drawn = rows.size();
        return picture.append(WRAP).toString();
    }

    /** The word stands beside the colour, and the sign beside both. */
    private static String line(String part, Row row) {
        String text = row.text();
        String cut = text.length() > WIDTH - 20 ? text.substring(0, WIDTH - 21) + "…" : text;
        return switch (row.state()) {
            case GOOD -> "%s✓%s %-14s %s".formatted(GREEN, PLAIN, part, cut);
            case BAD -> "%s✗ %-14s %s%s".formatted(RED, part, cut, PLAIN);
            case UNDER_WAY -> "%s·%s %-14s %s".formatted(FAINT, PLAIN, part, cut);
        };
    }

    @Override
    public void end() {
        if (!wrong.isEmpty()) {
            draw.accept("\n" + wrong);
        }
    }
}
