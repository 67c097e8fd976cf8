package dev.slipway.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param exitCode of the main process; 137 where we or the kernel killed it
 * @param output stdout and stderr as they came, up to the limit
 * @param outputTruncated true where there was more output than was kept
 * @param resultFile the file that was asked for; null where none was
 * @param timedOut true where the deadline passed and the container was killed
 */
public record ContainerResult(
        long exitCode,
        String output,
        boolean outputTruncated,
        boolean oomKilled,
        boolean timedOut,
        Duration took,
        @Nullable CopiedFile resultFile) {
    /** True for exit code 0 inside time and memory. */
    public boolean succeeded() {
        return exitCode == 0 && !timedOut && !oomKilled;
    }
}
