package dev.slipway.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The results for people and for programs. */
final class Report {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Report() {}

    static String table(List<Result> results) {
        StringBuilder table = new StringBuilder();
        String form = "| %-52s | %-6s | %-24s | %-24s | %-6s | %-12s | %-5s |%n";
        table.append(form.formatted("what", "unit", "ours (min..max)", "floor (min..max)", "ratio", "goal", "holds"));
        table.append("|%s|%n".formatted(" --- |".repeat(7).replaceAll("\\|$", "")));
        for (Result one : results) {
            Double ratio = one.ratio();
            table.append(form.formatted(
                    one.name(),
                    one.unit(),
                    text(one.ours()),
                    text(one.floor()),
                    ratio == null ? "" : number(ratio),
                    one.goal(),
                    one.holds() == null ? "" : one.holds() ? "yes" : "no"));
        }
        return table.toString();
    }

    private static String text(@Nullable Spread spread) {
        return spread == null
                ? ""
                : "%s (%s..%s)".formatted(number(spread.median()), number(spread.min()), number(spread.max()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
    }

    static void write(Path file, List<Result> results) throws IOException {
        ObjectNode report = JSON.createObjectNode();
        report.put("processors", Runtime.getRuntime().availableProcessors());
        report.put("java", Runtime.version().toString());
        ArrayNode rows = report.putArray("rows");
        for (Result result : results) {
            ObjectNode row = rows.addObject();
            row.put("name", result.name());
            row.put("unit", result.unit());
            row.set("ours", JSON.valueToTree(result.ours()));
            row.set("floor", JSON.valueToTree(result.floor()));
            row.put("ratio", result.ratio());
            row.put("goal", result.goal());
            row.put("holds", result.holds());
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
    }
}
