package dev.slipway.builder.source;

import java.time.Duration;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Ends a fetch at its deadline, or when the thread is interrupted. */
final class FetchMonitor extends EmptyProgressMonitor {
    private final long end;

    FetchMonitor(Duration deadline) {
        this.end = System.nanoTime() + deadline.toNanos();
    }

    boolean overdue() {
        return System.nanoTime() > end;
    }

    @Override
    public boolean isCancelled() {
        return overdue() || Thread.currentThread().isInterrupted();
    }
}
