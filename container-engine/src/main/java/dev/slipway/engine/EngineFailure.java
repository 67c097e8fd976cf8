package dev.slipway.engine;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why the engine did not do what was asked. {@link #retryable} says whether the same call may work later. */
public abstract sealed class EngineFailure extends RuntimeException {
    private final boolean retryable;

    private EngineFailure(String message, @Nullable Throwable cause, boolean retryable) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** True where nothing needs to change for the same call to succeed later. */
    public boolean retryable() {
        return retryable;
    }

    /** No engine answered, or the connection broke before the answer was complete. */
    public static final class Unreachable extends EngineFailure {
        Unreachable(String tried, @Nullable Throwable cause) {
            super(
                    "%s: the engine did not answer%s; check that it runs and that its address is right"
                            .formatted(tried, cause == null ? " to the end" : " (" + cause + ")"),
                    cause,
                    true);
        }
    }

    /** A step failed. The same build fails again, except where the step was to fetch a base image and the registry was in the way. */
    public static final class BuildFailed extends EngineFailure {
        private final String step;
        private final List<String> tail;
        private final boolean needsSession;
        private final boolean diskFull;

        BuildFailed(String step, String reason, List<String> tail) {
            super(text(step, reason, tail), null, RegistryTrouble.passing(step, reason) || fullDisk(reason));
            this.step = step;
            this.diskFull = fullDisk(reason);
            this.tail = List.copyOf(tail);
            this.needsSession = lacksSession(reason);
        }

        /** The failing step as the Dockerfile's reader knows it, such as {@code [2/3] RUN make}; "before the first step" where none ran. */
        public String step() {
            return step;
        }

        /** The last lines the step wrote, oldest first. */
        public List<String> tail() {
            return tail;
        }

        /** True where BuildKit wanted a session (a secret, or a base image to pull): the classic builder may succeed. */
        public boolean needsSession() {
            return needsSession;
        }

        /** True where the engine itself had no room left: not the Dockerfile's fault. */
        public boolean diskFull() {
            return diskFull;
        }

        private static boolean fullDisk(String reason) {
            return reason.contains("no space left on device");
        }

        private static boolean lacksSession(String reason) {
            return reason.contains("no active session");
        }

        private static String text(String step, String reason, List<String> tail) {
            var hint = lacksSession(reason)
                    ? "\nBuildKit has no session here: secrets cannot be used and base images must already be in the engine's store; pull the base first or use the classic builder"
                    : fullDisk(reason)
                            ? "\nthe engine's disk is full: free some, for example with docker builder prune"
                            : "";
            var lines = tail.isEmpty() ? "" : "\nlast output:\n  " + String.join("\n  ", tail);
            return "build failed at %s: %s%s%s".formatted(step, reason, lines, hint);
        }
    }

    /** The call's deadline passed; the connection was closed, which makes the engine stop the work. */
    public static final class TimedOut extends EngineFailure {
        private final Duration deadline;

        TimedOut(String tried, Duration deadline) {
            super(
                    "%s: not finished within %s and ended; allow more time or make it do less"
                            .formatted(tried, deadline),
                    null,
                    true);
            this.deadline = deadline;
        }

        public Duration deadline() {
            return deadline;
        }
    }

    /** Ended on request: by a {@link CancelSignal}, or because the calling thread was interrupted. */
    public static final class Cancelled extends EngineFailure {
        Cancelled(String tried, String by) {
            super("%s: ended on request (%s)".formatted(tried, by), null, false);
        }
    }

    /** The engine said no. Retryable where it blames itself (5xx). */
    public static final class Refused extends EngineFailure {
        private final int status;
        private final String said;

        Refused(String tried, int status, String said) {
            super("%s: the engine refused with %d: %s".formatted(tried, status, said), null, status >= 500);
            this.status = status;
            this.said = said;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** The engine's own words. */
        public String said() {
            return said;
        }
    }

    /** The registry did not take the image. */
    public static final class PushFailed extends EngineFailure {
        PushFailed(String target, String reason, boolean retryable) {
            super("push to %s failed: %s%s".formatted(target, reason, RegistryTrouble.advice(reason)), null, retryable);
        }
    }

    /** The registry did not give the image. */
    public static final class PullFailed extends EngineFailure {
        PullFailed(String source, String reason, boolean retryable) {
            super("pull of %s failed: %s%s".formatted(source, reason, RegistryTrouble.advice(reason)), null, retryable);
        }
    }
}
