package dev.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of the machine that serve as servers and judges. */
final class Programs {
    private Programs() {}

    /** Skips the test, and says so, where a program is not installed. */
    static void require(String program) {
        var installed = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!installed) {
            var reason = "SKIPPED: %s is not on the PATH; install it to run this test".formatted(program);
            System.out.println(reason);
            Assumptions.abort(reason);
        }
    }

    /** Runs a program that must succeed and gives what it wrote to its standard output. */
    static byte[] run(String... command) throws IOException, InterruptedException {
        var errors = Files.createTempFile("program", ".err");
        var process = new ProcessBuilder(List.of(command))
                .redirectError(errors.toFile())
                .start();
        try {
            var output = process.getInputStream().readAllBytes();
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("%s ends", command[0])
                    .isTrue();
            assertThat(process.exitValue())
                    .as(() -> String.join(" ", command) + ": " + text(errors)
                            + new String(output, StandardCharsets.UTF_8))
                    .isZero();
            return output;
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(errors);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
