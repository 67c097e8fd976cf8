package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.demo.Demo;
import dev.slipway.stack.AotCache;
import dev.slipway.stack.ChildProcess;
import dev.slipway.stack.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./slipway demo} runs tells its whole story, and leaves nothing behind. */
class DemoSystemTest {
    private static final Path VULNERABLE =
            Path.of("target/samples/log4j-core-2.14.1.jar").toAbsolutePath();

    @Test
    void takesGoodCommitsToProductionRefusesABadOneAndRollsBackABrokenOne(@TempDir Path folder) throws Exception {
        EnginePlace engine = EnginePlace.find();
        AotCache.makeMissing(Pipeline.PROJECT);
        List<Integer> ports = Ports.free(2);
        Path report = folder.resolve("report.json");
        ChildProcess demo = new ChildProcess(
                "demo",
                Java.main(
                        Demo.class,
                        "--project",
                        Pipeline.PROJECT.toString(),
                        "--data",
                        folder.resolve("data").toString(),
                        "--engine",
                        engine.address().toString(),
                        "--vulnerable-package",
                        VULNERABLE.toString(),
                        "--port",
                        Integer.toString(ports.getFirst()),
                        "--app-port",
                        Integer.toString(ports.getLast()),
                        "--report",
                        report.toString()),
                Map.of(),
                folder.resolve("demo.log"));
        demo.start();
        demo.requireSuccess(Duration.ofMinutes(10));

        String told = Files.readString(demo.log());
        assertThat(told).contains("every hash holds", "GHSA-jfh8-c2jp-5v3q", "callers of prod meanwhile");
        JsonNode samples = new ObjectMapper().readTree(report.toFile()).path("samples");
        assertThat(samples.findValuesAsText("name"))
                .containsExactly("good", "upgrade", "not-ready", "vulnerable", "wears-out");
        assertThat(samples.findValuesAsText("actual"))
                .containsExactlyElementsOf(samples.findValuesAsText("expected"))
                .contains("serves dev and prod, no call failed")
                .anyMatch(actual -> actual.startsWith("refused for prod"))
                .anyMatch(actual -> actual.startsWith("rolled back"));
        assertThat(engine.containersOf("greeter")).isEmpty();
    }
}
