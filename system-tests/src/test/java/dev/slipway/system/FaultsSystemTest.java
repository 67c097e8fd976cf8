package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.faults.Matrix;
import dev.slipway.faults.Result;
import dev.slipway.faults.TestBed;
import dev.slipway.stack.AotCache;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A sample of the fault matrix, as the seed chooses it: the same for everyone unless {@code -Dslipway.seed} names another.
 * All of it runs with {@code ./slipway faults}.
 */
class FaultsSystemTest {
    private static final int CASES = 4;
    private static final long SEED = 1;

    private final long seed = Long.getLong("slipway.seed", SEED);
    private final URI engine = EnginePlace.find().address();

    @Test
    void everyPromiseIsKeptUnderASampleOfTheFaults() throws Exception {
        AotCache.makeMissing(Pipeline.PROJECT);
        System.out.println("FaultsSystemTest: -Dslipway.seed=" + seed);
        Path folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "faults").toAbsolutePath()), "sample");

        Consumer<String> told = System.out::println;
        List<Result> results;
        try (Matrix matrix = new Matrix(
                (number, _) -> new TestBed(Pipeline.PROJECT, folder.resolve("bed-" + number), engine, "faults-sample"),
                seed,
                told)) {
            results = matrix.sample(CASES);
        }

        assertThat(results).isNotEmpty().allMatch(Result::passed);
    }
}
