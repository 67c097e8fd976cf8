package dev.slipway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The shell of a stranger: a folder with the examples, the {@code slipway} command on the path, and some variables. */
final class Bash {
    private static final String MARK = "\u0001";

    /** For all that one shell does: a guide may take several commits to where they serve. */
    private static final Duration PATIENCE = Pipeline.PATIENCE.multipliedBy(3);

    private final Path folder;
    private final Map<String, String> variables = new TreeMap<>();

    Bash(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        Path programs = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(programs.resolve("slipway"), Pipeline.PROJECT.resolve("slipway"));
        Files.createSymbolicLink(folder.resolve("examples"), Pipeline.PROJECT.resolve("examples"));
        variables.put("PATH", programs + ":" + System.getenv("PATH"));
        variables.put("PYTHONDONTWRITEBYTECODE", "1");
    }

    Bash with(Map<String, String> more) {
        variables.putAll(more);
        return this;
    }

    Path folder() {
        return folder;
    }

    /** How a script ended, and what it said. */
    record End(int code, String said) {}

    End run(String shell, String script) throws IOException, InterruptedException {
        Path file = Files.writeString(Files.createTempFile(folder, "script", ".sh"), script);
        Path output = folder.resolve(file.getFileName() + ".out");
        ProcessBuilder builder = new ProcessBuilder(shell, "-e", file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as("ended in time; it said:%n%s", said).isTrue();
        return new End(process.exitValue(), said);
    }

    /** Each in the same shell, until one fails; gives back what those said that were begun. */
    List<String> each(List<String> scripts) throws IOException, InterruptedException {
        StringBuilder all = new StringBuilder("set -euo pipefail\n");
        for (int i = 0; i < scripts.size(); i++) {
            Path part = Files.writeString(folder.resolve("block-%d.sh".formatted(i)), scripts.get(i));
            all.append("printf '").append(MARK).append("'; . ").append(part).append('\n');
        }
        End end = run("bash", all.toString());
        List<String> said = new ArrayList<>(Arrays.asList(end.said().split(MARK, -1)));
        assertThat(end.code())
                .as("exit code; the block that failed said:%n%s", said.getLast())
                .isZero();
        return said.subList(1, said.size());
    }
}
