package dev.slipway.engine;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The engine's way of sending stdout and stderr over one connection: an eight-byte header (stream, length) before each piece. */
final class Frames {
    private static final int HEADER = 8;
    private static final int PIECE = 16 * 1024;

    private Frames() {}

    interface Sink {
        void accept(byte[] buffer, int length) throws IOException;
    }

    /** Reads to the end of the stream. */
    static void read(InputStream stream, Sink sink) throws IOException {
        var buffer = new byte[PIECE];
        for (var header = stream.readNBytes(HEADER); header.length > 0; header = stream.readNBytes(HEADER)) {
            if (header.length < HEADER) {
                throw new EOFException("the container's output broke off inside a frame header");
            }
            var left = ByteBuffer.wrap(header).getInt(4) & 0xffff_ffffL;
            while (left > 0) {
                var count = stream.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    throw new EOFException(
                            "the container's output broke off inside a frame, %d bytes missing".formatted(left));
                }
                sink.accept(buffer, count);
                left -= count;
            }
        }
    }
}
