package dev.slipway.console.events;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One who listens to the tail: a bounded buffer, and a flag when it was too slow or the tail has ended. */
final class Listener implements AutoCloseable {
    static final int BUFFER = 512;

    private final Positions joinedAt;
    private final Consumer<Listener> leave;
    private final BlockingQueue<Told> buffer = new ArrayBlockingQueue<>(BUFFER);
    private volatile boolean gone;

    Listener(Positions joinedAt, Consumer<Listener> leave) {
        this.joinedAt = joinedAt;
        this.leave = leave;
    }

    Positions joinedAt() {
        return joinedAt;
    }

    void offer(Told told) {
        if (!gone && !buffer.offer(told)) {
            letGo();
        }
    }

    void letGo() {
        gone = true;
        leave.accept(this);
    }

    /** Whether it gets nothing new any more; what it missed it finds in the topic, by its last id. */
    boolean gone() {
        return gone;
    }

    /** The next one, or null if none came in time. */
    @Nullable
    Told next(Duration patience) throws InterruptedException {
        return buffer.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        letGo();
    }
}
