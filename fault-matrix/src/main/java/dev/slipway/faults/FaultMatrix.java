package dev.slipway.faults;

import dev.slipway.stack.AotCache;
import dev.slipway.stack.DockerEngine;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the cases and says of each whether every promise was kept. */
@Command(
        name = "slipway faults",
        mixinStandardHelpOptions = true,
        description =
                "Breaks Slipway in every known way, on a stack of its own, and judges from outside what became of it.")
public final class FaultMatrix implements Callable<Integer> {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Option(names = "--seed", paramLabel = "N", description = "Of all that is random (default: a new one, printed).")
    private long seed = System.nanoTime();

    @Option(
            names = "--cases",
            paramLabel = "PATTERN",
            defaultValue = "",
            description = "Only cases in whose name this regular expression is found (default: all).")
    private Pattern cases = Pattern.compile("");

    @Option(names = "--report", paramLabel = "FILE", description = "Write cases, seeds and outcomes as JSON.")
    private @Nullable Path report;

    @Option(names = "--project", hidden = true, defaultValue = ".")
    private Path project = Path.of(".");

    @Option(names = "--data", hidden = true, required = true)
    private Path data = Path.of(".");

    @Option(names = "--engine", hidden = true, required = true)
    private URI engine = URI.create("unix:///var/run/docker.sock");

    @Option(names = "--app", hidden = true, defaultValue = "faults")
    private String app = "faults";

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FaultMatrix()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        OUT.println("slipway faults: --seed " + seed);
        Path root = project.toAbsolutePath().normalize();
        AotCache.makeMissing(root);
        SmallDisk.releaseBelow(data);
        delete(data);
        try (Matrix matrix = new Matrix((number, ground) -> bed(root, number, ground), seed, OUT::println)) {
            Thread hook = new Thread(() -> close(matrix), "tidy");
            Runtime.getRuntime().addShutdownHook(hook);
            List<Result> results = matrix.run(cases);
            if (report != null) {
                Report.write(report, seed, results);
            }
            long failed = results.stream().filter(one -> !one.passed()).count();
            OUT.printf("%d cases, %d failed%n", results.size(), failed);
            return failed == 0 ? 0 : 1;
        }
    }

    private TestBed bed(Path root, int number, Ground ground) throws IOException {
        Path folder = data.resolve("bed-" + number);
        return switch (ground) {
            case ANY_ENGINE -> new TestBed(root, folder, engine, app);
            // beside the beds, so that the base images are made once
            case OWN_ENGINE ->
                new TestBed(root, folder, new DockerEngine(data.resolveSibling(data.getFileName() + "-engine")), app);
        };
    }

    private static void close(Matrix matrix) {
        try {
            matrix.close();
        } catch (IOException e) {
            System.err.println("slipway faults: while stopping: " + e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
