package dev.slipway.engine;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with the engine that ends when it must. The client library's response time-out does nothing on a unix socket, so
 * the work runs on a virtual thread of its own; on deadline, cancel or interrupt its connection is closed and the thread interrupted
 * (which also breaks a socket operation that has no response yet). The caller gets its answer only after the work has stopped.
 */
final class BoundedCall {
    /** Work that may block inside the engine stops within milliseconds of its connection's end; this bounds what is not the engine's. */
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private BoundedCall() {}

    interface Work<T extends @Nullable Object> {
        T run(Connections connections) throws IOException, InterruptedException;
    }

    static <T extends @Nullable Object> T run(String tried, Duration deadline, CancelSignal cancel, Work<T> work) {
        var outcome = new CompletableFuture<T>();
        var connections = new Connections();
        var worker = Thread.ofVirtual().name("engine: " + tried).start(() -> attempt(work, connections, outcome));
        var interrupted = false;
        try (var _ =
                cancel.onCancel(() -> outcome.completeExceptionally(new EngineFailure.Cancelled(tried, "cancelled")))) {
            return outcome.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new EngineFailure.TimedOut(tried, deadline);
        } catch (InterruptedException _) {
            interrupted = true;
            throw new EngineFailure.Cancelled(tried, "thread interrupted");
        } catch (ExecutionException e) {
            throw EngineErrors.translate(tried, e.getCause());
        } finally {
            stop(worker, connections, interrupted);
        }
    }

    /** For cleaning up, which an interrupt that ended the main work must not skip. */
    static void runUninterrupted(String tried, Duration deadline, Work<@Nullable Void> work) {
        var interrupted = Thread.interrupted();
        try {
            run(tried, deadline, new CancelSignal(), work);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whatever is thrown travels to the caller's thread; nothing is lost here. */
    private static <T extends @Nullable Object> void attempt(
            Work<T> work, Connections connections, CompletableFuture<T> outcome) {
        try {
            outcome.complete(work.run(connections));
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        }
    }

    private static void stop(Thread worker, Connections connections, boolean interruptedBefore) {
        connections.close();
        worker.interrupt();
        var interrupted = interruptedBefore;
        try {
            worker.join(STOP_GRACE);
        } catch (InterruptedException _) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The open responses of one call. Closing one from another thread is how a call is ended. */
    static final class Connections implements Closeable {
        private final List<Closeable> open = new ArrayList<>();
        private boolean closed;

        <C extends Closeable> C closing(C connection) throws IOException {
            synchronized (open) {
                if (!closed) {
                    open.add(connection);
                    return connection;
                }
            }
            connection.close();
            throw new IOException("the call was ended before the engine answered");
        }

        @Override
        public void close() {
            List<Closeable> toClose;
            synchronized (open) {
                closed = true;
                toClose = List.copyOf(open);
                open.clear();
            }
            for (var connection : toClose) {
                closeQuietly(connection);
            }
        }

        private static void closeQuietly(Closeable connection) {
            try {
                connection.close();
            } catch (IOException _) {
                // the connection is gone either way, and its reader reports what it saw
            }
        }
    }
}
