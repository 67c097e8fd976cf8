package dev.slipway.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program of the machine, run to its end. */
public final class Program {
    private Program() {}

    /** Gives back what it wrote, without the last line end. */
    public static String run(Path folder, Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException, Cannot {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new Cannot("'%s' ended with exit code %d:%n%s"
                        .formatted(String.join(" ", words), process.exitValue(), output));
            }
            return output.stripTrailing();
        } finally {
            process.destroyForcibly();
        }
    }
}
