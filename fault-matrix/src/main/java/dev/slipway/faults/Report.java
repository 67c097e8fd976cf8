package dev.slipway.faults;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The outcome of a run for programs. */
final class Report {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Report() {}

    static void write(Path file, long seed, List<Result> results) throws IOException {
        ObjectNode report = JSON.createObjectNode();
        report.put("seed", seed);
        report.put("cases", results.size());
        report.put("failed", results.stream().filter(one -> !one.passed()).count());
        ArrayNode all = report.putArray("results");
        for (Result result : results) {
            ObjectNode one = all.addObject();
            one.put("case", result.name());
            one.put("seed", result.seed());
            one.put("outcome", result.passed() ? "passed" : "failed");
            one.put("seconds", result.took().toMillis() / 1_000.0);
            result.failures().forEach(one.putArray("failures")::add);
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
    }
}
