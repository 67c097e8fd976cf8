package dev.slipway.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line client as a person runs it: a process of its own. */
record Cli(int exitCode, String output) {
    static Cli run(Pipeline pipeline, String... arguments) throws IOException, InterruptedException {
        Path target = Path.of("..", "cli", "target");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "%s:%s/*".formatted(target.resolve("cli.jar"), target.resolve("lib")),
                "dev.slipway.cli.Slipway"));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("SLIPWAY_URL", pipeline.stack.console().toString());
        builder.environment()
                .put("SLIPWAY_TOKEN_FILE", pipeline.stack.tokenFile().toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Cli(process.waitFor(), output);
    }
}
