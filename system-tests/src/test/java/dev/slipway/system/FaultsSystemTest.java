package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.ContainerEngine;
import dev.slipway.engine.EngineConfig;
import dev.slipway.engine.EngineFailure;
import dev.slipway.faults.Matrix;
import dev.slipway.faults.Result;
import dev.slipway.faults.TestBed;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A sample of the fault matrix, as the seed chooses it; all of it runs with {@code ./slipway faults}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsSystemTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration TIME = Duration.ofSeconds(40);

    private final long seed = Long.getLong("slipway.seed", System.nanoTime());
    private final URI engine = engineAddress();

    private static URI engineAddress() {
        String named = System.getenv("DOCKER_HOST");
        return URI.create(named == null || named.isBlank() ? "unix:///var/run/docker.sock" : named);
    }

    @BeforeAll
    void requireEngine() {
        try (ContainerEngine one = ContainerEngine.connect(EngineConfig.at(engine))) {
            one.ping();
        } catch (EngineFailure.Unreachable e) {
            String reason = "skipped: needs a Docker Engine; " + e.getMessage();
            System.out.println(reason);
            Assumptions.abort(reason);
        }
    }

    @Test
    void everyPromiseIsKeptUnderASampleOfTheFaults() throws Exception {
        System.out.println("FaultsSystemTest: -Dslipway.seed=" + seed);
        Path folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "faults").toAbsolutePath()), "sample");

        Consumer<String> told = System.out::println;
        List<Result> results;
        try (Matrix matrix = new Matrix(
                number -> new TestBed(PROJECT, folder.resolve("bed-" + number), engine, "faults-sample"), seed, told)) {
            results = matrix.sample(TIME);
        }

        assertThat(results).isNotEmpty().allMatch(Result::passed);
    }
}
