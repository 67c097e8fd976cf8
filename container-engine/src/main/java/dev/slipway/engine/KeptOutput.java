package dev.slipway.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Output up to a limit. Read by the caller while the reader may still be at work, hence synchronized. */
final class KeptOutput implements Frames.Sink {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int limit;
    private boolean truncated;

    KeptOutput(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized void accept(byte[] buffer, int length) {
        var room = Math.min(length, limit - kept.size());
        kept.write(buffer, 0, room);
        truncated |= room < length;
    }

    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    synchronized boolean truncated() {
        return truncated;
    }
}
