package dev.slipway.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Carries what the caller's own stream or sink threw past the client library, so that it is not taken for a broken connection. */
final class CallersFault extends RuntimeException {
    private final RuntimeException original;

    private CallersFault(RuntimeException original) {
        super(original);
        this.original = original;
    }

    RuntimeException original() {
        return original;
    }

    /** The stream with its failures marked. The engine's side never closes it: it is the caller's. */
    static InputStream marking(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                try {
                    return in.read(buffer, offset, length);
                } catch (IOException e) {
                    throw new CallersFault(new UncheckedIOException(e));
                } catch (RuntimeException e) {
                    throw new CallersFault(e);
                }
            }

            @Override
            public void close() {}
        };
    }

    static LogSink marking(LogSink sink) {
        return line -> {
            try {
                sink.accept(line);
            } catch (RuntimeException e) {
                throw new CallersFault(e);
            }
        };
    }
}
