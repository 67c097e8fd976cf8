package dev.slipway.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the benchmarks. A goal that is missed is said, and is no failure of the command. */
@Command(
        name = "slipway bench",
        mixinStandardHelpOptions = true,
        description = "Measures the core against the raw parts it is made from, in the same run, fsync on.")
public final class Bench implements Callable<Integer> {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final Logger ROOT = Logger.getLogger("");
    static final List<Benchmark> ALL = List.of(
            new Hop(), new Lifecycles(), new Replicas(), new OpenJobs(), new OldLedger(), new Services(), new Steady());

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description =
                    "hop, lifecycles, replicas, open-jobs, history, services or steady (default: all but steady, which takes 20 minutes).")
    private List<String> names = new ArrayList<>();

    @Option(names = "--report", paramLabel = "FILE", description = "Write the results as JSON.")
    private @Nullable Path report;

    @Option(names = "--project", hidden = true, defaultValue = ".")
    private Path project = Path.of(".");

    @Option(names = "--data", hidden = true, required = true)
    private Path data = Path.of(".");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        ROOT.setLevel(Level.WARNING);
        Path root = project.toAbsolutePath().normalize();
        List<Result> results = new ArrayList<>();
        for (Benchmark benchmark : chosen()) {
            OUT.println(benchmark.name() + ": starting a database and a broker");
            try (Bed bed = new Bed(root, data.resolve("bed-" + benchmark.name()))) {
                results.addAll(benchmark.run(bed, Scale.FULL, line -> OUT.println(benchmark.name() + ": " + line)));
            }
        }
        OUT.print(Report.table(results));
        if (report != null) {
            Report.write(report, results);
        }
        long missed = results.stream()
                .filter(one -> Boolean.FALSE.equals(one.holds()))
                .count();
        OUT.printf("%d measurements, %d below their goal%n", results.size(), missed);
        return 0;
    }

    private List<Benchmark> chosen() {
        List<String> known = ALL.stream().map(Benchmark::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no benchmark '%s' (expected one of %s)".formatted(name, String.join(", ", known)));
            }
        }
        return ALL.stream()
                .filter(one -> names.isEmpty() ? !one.onlyByName() : names.contains(one.name()))
                .toList();
    }
}
