package dev.slipway.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** That each benchmark runs and reports; what it measures here says nothing. */
class BenchmarksTest {
    /** What is left over at a moment: where nothing is, that is the best answer. */
    private static final Set<String> MAY_BE_NONE =
            Set.of("steady load: dead rows", "steady load: lifecycles on their way");

    @TempDir
    private static Path folder;

    /** A command gives each benchmark a bed of its own, which takes longer than these. */
    private static Bed bed;

    @BeforeAll
    static void make() throws Exception {
        bed = new Bed(Path.of("..").toAbsolutePath().normalize(), folder.resolve("bed"));
    }

    @AfterAll
    static void close() throws IOException {
        bed.close();
    }

    static List<Benchmark> all() {
        return Bench.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void reportsWhatItMeasured(Benchmark benchmark) throws Exception {
        List<String> told = new ArrayList<>();

        List<Result> results = benchmark.run(bed, Scale.TINY, told::add);

        Path file = folder.resolve("report.json");
        Report.write(file, results);
        JsonNode rows = new ObjectMapper().readTree(file.toFile()).get("rows");
        assertThat(told).isNotEmpty();
        assertThat(rows).isNotEmpty().hasSameSizeAs(results);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get("name").asText()).isNotBlank();
            assertThat(row.get("unit").asText()).isNotBlank();
            if (!MAY_BE_NONE.contains(row.get("name").asText())) {
                assertThat(row.get("ours").get("median").asDouble()).isPositive();
            }
            assertThat(row.get("goal").asText().isEmpty())
                    .isEqualTo(row.get("holds").isNull());
            assertThat(row.get("floor").isNull()).isEqualTo(row.get("ratio").isNull());
        });
        assertThat(Report.table(results).lines()).hasSize(results.size() + 2);
    }

    @Test
    void saysWhichBenchmarksThereAre() {
        CommandLine command = new CommandLine(new Bench());
        StringWriter errors = new StringWriter();
        command.setErr(new PrintWriter(errors));

        int code = command.execute("--data", folder.toString(), "nothing");

        assertThat(code).isEqualTo(2);
        assertThat(errors.toString()).contains("there is no benchmark 'nothing'", "lifecycles");
    }
}
