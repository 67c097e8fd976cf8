package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.events.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What operators are given speaks of metrics by the names that the code has, and the alerts do what they say. */
class ObservabilityTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", "."), "..", "docs");
    private static final Path FOLDER = DOCS.resolve("observability");
    private static final Path GUIDE = DOCS.resolve("operating.md");
    private static final String BEGIN = "<!-- metrics: written from the code, compared by a test -->\n";
    private static final String END = "<!-- end of metrics -->";
    private static final Pattern NAME = Pattern.compile("slipway_[a-z_]+");
    private static final Pattern ALERT = Pattern.compile("alert: (\\w+)");

    private static String table() {
        return Arrays.stream(Metric.values())
                .map(metric -> "| `%s` | %s | %s | %s |\n"
                        .formatted(
                                metric.wireName(),
                                metric.kind().name().toLowerCase(Locale.ROOT),
                                String.join(", ", metric.labels()),
                                metric.help()))
                .collect(Collectors.joining(
                        "", "| metric | kind | labels | what it says |\n| --- | --- | --- | --- |\n", ""));
    }

    /** Run with {@code -Dslipway.docs.write=true} to write it. */
    @Test
    void theGuideListsEveryMetric() throws IOException {
        String guide = Files.readString(GUIDE);
        int from = guide.indexOf(BEGIN) + BEGIN.length();
        int to = guide.indexOf(END);
        assertThat(to).as("where the table ends").isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("slipway.docs.write")) {
            Files.writeString(GUIDE, guide.substring(0, from) + table() + guide.substring(to));
            return;
        }

        assertThat(guide.substring(from, to)).isEqualTo(table());
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> known() {
        return Arrays.stream(Metric.values())
                .flatMap(metric -> metric.kind() == Metric.Kind.TIMER
                        ? Stream.of("_bucket", "_count", "_sum", "_max").map(end -> metric.wireName() + end)
                        : Stream.of(metric.wireName()))
                .collect(Collectors.toSet());
    }

    @Test
    void alertsAskForMetricsThatExist() throws IOException {
        assertThat(names(Files.readString(FOLDER.resolve("alerts.yml"))))
                .hasSizeGreaterThan(5)
                .isSubsetOf(known());
    }

    @Test
    void everyQueryOfTheDashboardAsksForMetricsThatExist() throws IOException {
        JsonNode dashboard =
                Json.MAPPER.readTree(FOLDER.resolve("dashboard.json").toFile());
        List<String> queries = dashboard.findValuesAsText("expr");

        assertThat(queries)
                .hasSizeGreaterThan(10)
                .allSatisfy(query -> assertThat(names(query)).isNotEmpty().isSubsetOf(known()));
    }

    @Test
    void theGuideSaysWhatToDoForEachAlert() throws IOException {
        String guide = Files.readString(GUIDE);

        List<String> alerts = ALERT.matcher(Files.readString(FOLDER.resolve("alerts.yml")))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(alerts)
                .hasSizeGreaterThan(5)
                .allSatisfy(alert -> assertThat(guide).contains("| `" + alert + "` |"));
    }

    @Test
    void theAlertsAreToldWhenTheyShouldBe() throws Exception {
        Process process;
        try {
            process = new ProcessBuilder("promtool", "test", "rules", "alerts-test.yml")
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            String why = "skipped: needs promtool, which is in the package prometheus: " + e.getMessage();
            System.out.println(why);
            Assumptions.abort(why);
            return;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("SUCCESS");
    }
}
