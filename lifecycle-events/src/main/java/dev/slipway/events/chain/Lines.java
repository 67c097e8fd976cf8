package dev.slipway.events.chain;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines as bytes, each with its line feed. */
final class Lines {
    private static final int BUFFER = 64 * 1024;
    private static final int LONGEST = 1024 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Null at the end. A line that is too long to be one of ours comes in pieces. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < LONGEST) {
            if (from == to && !fill()) {
                return line.size() == 0 ? null : line.toByteArray();
            }
            int feed = from;
            while (feed < to && buffer[feed] != '\n') {
                feed++;
            }
            int end = Math.min(feed + 1, to);
            line.write(buffer, from, end - from);
            from = end;
            if (feed < to) {
                return line.toByteArray();
            }
        }
        return line.toByteArray();
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }
}
