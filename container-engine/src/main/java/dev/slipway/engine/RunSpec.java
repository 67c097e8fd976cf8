package dev.slipway.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An image to run once, shut in: no network, read-only root with a small {@code /tmp}, no capabilities, no new privileges. Start
 * with {@link #of}.
 *
 * @param command replaces the image's command; empty keeps it
 * @param tmpBytes size of {@code /tmp}, counted against the memory
 * @param maxOutputBytes how much output is kept; the rest is read and dropped
 * @param resultFile copied out of the container when it has ended; its folder is writable then, as the image has it or root's
 */
public record RunSpec(
        String image,
        List<String> command,
        Map<String, String> env,
        Map<String, String> labels,
        long memoryBytes,
        long tmpBytes,
        long pidsLimit,
        double cpus,
        Duration deadline,
        int maxOutputBytes,
        @Nullable String resultFile) {
    private static final Pattern RESULT_FILE = Pattern.compile("(?!.*(/\\.{1,2}(/|$)|//))/[^\\p{Cc}:]+/[^\\p{Cc}:/]+");

    public RunSpec {
        if (resultFile != null && !RESULT_FILE.matcher(resultFile).matches()) {
            throw new IllegalArgumentException(
                    "not a file to copy out: '%s' (expected /folder/file)".formatted(resultFile));
        }
        Limits.positive("memoryBytes", memoryBytes);
        Limits.positive("tmpBytes", tmpBytes);
        Limits.positive("pidsLimit", pidsLimit);
        Limits.positive("cpus", cpus);
        Limits.positive("deadline", deadline);
        Limits.positive("maxOutputBytes", maxOutputBytes);
        command = List.copyOf(command);
        env = Map.copyOf(env);
        labels = Map.copyOf(labels);
    }

    /** 512 MiB, 256 processes, one CPU, five minutes, 1 MiB of output kept. */
    public static RunSpec of(String image, String... command) {
        return new RunSpec(
                image,
                List.of(command),
                Map.of(),
                Map.of(),
                512L << 20,
                64L << 20,
                256,
                1.0,
                Duration.ofMinutes(5),
                1 << 20,
                null);
    }

    public RunSpec withEnv(Map<String, String> values) {
        return new RunSpec(
                image,
                command,
                values,
                labels,
                memoryBytes,
                tmpBytes,
                pidsLimit,
                cpus,
                deadline,
                maxOutputBytes,
                resultFile);
    }

    public RunSpec withLabels(Map<String, String> values) {
        return new RunSpec(
                image,
                command,
                env,
                values,
                memoryBytes,
                tmpBytes,
                pidsLimit,
                cpus,
                deadline,
                maxOutputBytes,
                resultFile);
    }

    public RunSpec withMemoryBytes(long bytes) {
        return new RunSpec(
                image, command, env, labels, bytes, tmpBytes, pidsLimit, cpus, deadline, maxOutputBytes, resultFile);
    }

    public RunSpec withTmpBytes(long bytes) {
        return new RunSpec(
                image, command, env, labels, memoryBytes, bytes, pidsLimit, cpus, deadline, maxOutputBytes, resultFile);
    }

    public RunSpec withPidsLimit(long processes) {
        return new RunSpec(
                image,
                command,
                env,
                labels,
                memoryBytes,
                tmpBytes,
                processes,
                cpus,
                deadline,
                maxOutputBytes,
                resultFile);
    }

    public RunSpec withCpus(double count) {
        return new RunSpec(
                image,
                command,
                env,
                labels,
                memoryBytes,
                tmpBytes,
                pidsLimit,
                count,
                deadline,
                maxOutputBytes,
                resultFile);
    }

    public RunSpec withDeadline(Duration time) {
        return new RunSpec(
                image, command, env, labels, memoryBytes, tmpBytes, pidsLimit, cpus, time, maxOutputBytes, resultFile);
    }

    public RunSpec withMaxOutputBytes(int bytes) {
        return new RunSpec(
                image, command, env, labels, memoryBytes, tmpBytes, pidsLimit, cpus, deadline, bytes, resultFile);
    }

    public RunSpec withResultFile(@Nullable String path) {
        return new RunSpec(
                image, command, env, labels, memoryBytes, tmpBytes, pidsLimit, cpus, deadline, maxOutputBytes, path);
    }

    /** The folder of the result file; null without one. */
    @Nullable
    String resultFolder() {
        return resultFile == null ? null : resultFile.substring(0, resultFile.lastIndexOf('/'));
    }
}
