package dev.slipway.scanner.inventory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The stored bytes as they arrive: counted, and remembering a failure of their own, because "the registry broke off"
 * (try again) and "the archive is broken" (never) both reach the reader as an IOException.
 */
final class SourceStream extends FilterInputStream {
    private long count;
    private @Nullable IOException failure;

    SourceStream(InputStream in) {
        super(in);
    }

    long count() {
        return count;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            int read = super.read(into, offset, length);
            count += Math.max(read, 0);
            return read;
        } catch (IOException broken) {
            failure = broken;
            throw broken;
        }
    }

    @Override
    public long skip(long n) throws IOException {
        return n <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(n, 8192)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
