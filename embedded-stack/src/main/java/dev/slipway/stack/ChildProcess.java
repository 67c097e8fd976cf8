package dev.slipway.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process of ours, with its output in a file. It ends with this JVM: by a hook on an orderly end, by the kernel's
 * parent-death signal where {@code setpriv} is there and this JVM is killed.
 */
public final class ChildProcess {
    private static final Path SETPRIV = Paths.get("/usr/bin/setpriv");

    /** Exit codes above are 128 and the signal's number. */
    private static final int SIGNALS = 128;

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final Thread hook = new Thread(this::kill);
    private @Nullable Process process;
    private Map<String, String> further = Map.of();

    /** Says what went wrong with a process and shows the end of what it wrote. */
    public static final class Failed extends RuntimeException {
        Failed(String message) {
            super(message);
        }
    }

    public ChildProcess(String name, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    /** From the next start on it finds these variables besides; they replace those of the last call. */
    public synchronized void surroundWith(Map<String, String> variables) {
        further = Map.copyOf(variables);
    }

    /** Starts it, or starts it again; output is appended. */
    public synchronized void start() throws IOException {
        if (running()) {
            throw new IllegalStateException(name + " runs already");
        }
        Files.createDirectories(log.toAbsolutePath().getParent());
        List<String> words = new ArrayList<>();
        if (Files.isExecutable(SETPRIV)) {
            words.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
        }
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().putAll(further);
        if (process == null) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
        process = builder.start();
    }

    public synchronized boolean running() {
        return process != null && process.isAlive();
    }

    /** Whether a signal has ended it, not it itself. */
    public synchronized boolean killed() {
        return process != null && !process.isAlive() && process.exitValue() > SIGNALS;
    }

    public long pid() {
        return process().pid();
    }

    /** Of a process that has ended. */
    public int exitCode() {
        return process().exitValue();
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    /** Asks it to end and kills it when it has not by then, or when this thread is interrupted meanwhile. */
    public synchronized void stop(Duration grace) {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                process.waitFor();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Asks it to end and does not wait. */
    public synchronized void ask() {
        if (process != null) {
            process.destroy();
        }
    }

    /** Waits for a process that ends by itself, and fails unless it ended well. */
    public void requireSuccess(Duration deadline) throws InterruptedException {
        Process waitsFor = process();
        if (!waitsFor.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
            throw new Failed("%s did not end within %d s; the end of %s:%n%s"
                    .formatted(name, deadline.toSeconds(), log, tail()));
        }
        if (waitsFor.exitValue() != 0) {
            throw new Failed("%s ended with exit code %d; the end of %s:%n%s"
                    .formatted(name, waitsFor.exitValue(), log, tail()));
        }
    }

    private synchronized Process process() {
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process;
    }

    /** As {@code kill -9}. */
    public synchronized void kill() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    public synchronized void awaitEnd() throws InterruptedException {
        if (process != null) {
            process.waitFor();
        }
    }

    /** Waits until the check says yes; fails at the deadline, or at once when the process ends by itself. */
    public void await(Check check, Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (!check.passes()) {
            if (!running() && !killed()) {
                throw new Failed("%s ended while starting; the end of %s:%n%s".formatted(name, log, tail()));
            }
            if (System.nanoTime() > end) {
                throw new Failed("%s was not ready within %d s; the end of %s:%n%s"
                        .formatted(name, deadline.toSeconds(), log, tail()));
            }
            Thread.sleep(100);
        }
    }

    /** Whether it is ready. */
    @FunctionalInterface
    public interface Check {
        boolean passes();
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "(no log: %s)".formatted(e.getMessage());
        }
    }
}
