package dev.slipway.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response body read piece by piece, for which silence is a failure: the request timeout of the JDK's client ends with
 * the headers, and its own stream would wait for a stalled server for ever. Read by one thread; asks for the next piece
 * only when the last one is used up, so that a large blob never sits in memory.
 */
final class StreamedBody extends InputStream implements HttpResponse.BodySubscriber<InputStream> {
    private sealed interface Piece {
        record Bytes(List<ByteBuffer> buffers) implements Piece {}

        record Broken(Throwable why) implements Piece {}

        record End() implements Piece {}
    }

    private final String request;
    private final Duration longestSilence;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> current = new ArrayDeque<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;
    private boolean ended;

    StreamedBody(String request, Duration longestSilence) {
        this.request = request;
        this.longestSilence = longestSilence;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        subscription = started;
        if (closed) {
            started.cancel();
        } else {
            started.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        pieces.add(new Piece.Bytes(buffers));
    }

    @Override
    public void onError(Throwable why) {
        pieces.add(new Piece.Broken(why));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece.End());
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (true) {
            var buffer = current.peek();
            if (buffer == null) {
                if (ended || !fetch()) {
                    return -1;
                }
            } else if (buffer.hasRemaining()) {
                var count = Math.min(length, buffer.remaining());
                buffer.get(target, offset, count);
                return count;
            } else {
                current.remove();
                askForMoreWhenEmpty();
            }
        }
    }

    private void askForMoreWhenEmpty() {
        var running = subscription;
        if (current.isEmpty() && running != null) {
            running.request(1);
        }
    }

    /** Waits for the next piece; false at the end. */
    private boolean fetch() throws RegistryFailure {
        if (closed) {
            throw closedByReader();
        }
        switch (next()) {
            case Piece.Bytes(var buffers) -> current.addAll(buffers);
            case Piece.Broken(var why) -> {
                pieces.add(new Piece.Broken(why));
                throw broken("broke off: " + why.getMessage(), why, true);
            }
            case Piece.End() -> ended = true;
        }
        if (!ended && current.isEmpty()) {
            askForMoreWhenEmpty();
        }
        return !ended;
    }

    private Piece next() throws RegistryFailure {
        try {
            var piece = pieces.poll(longestSilence.toNanos(), TimeUnit.NANOSECONDS);
            if (piece == null) {
                close();
                throw broken("stalled: no byte for " + longestSilence, null, false);
            }
            if (closed) {
                throw closedByReader();
            }
            return piece;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw broken("was interrupted", e, false);
        }
    }

    private RegistryFailure closedByReader() {
        return broken("was closed before its end", null, false);
    }

    private RegistryFailure broken(String what, @Nullable Throwable why, boolean atOnce) {
        return new RegistryFailure.Unavailable("the answer to %s %s".formatted(request, what), why, null, atOnce);
    }

    @Override
    public void close() {
        closed = true;
        // wakes a reader that waits in another thread
        pieces.add(new Piece.End());
        var running = subscription;
        if (running != null) {
            running.cancel();
        }
    }
}
