package dev.slipway.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes lines of output that arrives cut anywhere, even inside a character. */
final class LineSplitter {
    private static final int LONGEST_LINE = 16 * 1024;

    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final Consumer<String> line;

    LineSplitter(Consumer<String> line) {
        this.line = line;
    }

    void accept(String piece) {
        accept(StandardCharsets.UTF_8.encode(piece));
    }

    /** Consumes the buffer. */
    void accept(ByteBuffer piece) {
        while (piece.hasRemaining()) {
            var next = piece.get();
            if (next == '\n') {
                emit();
            } else {
                pending.write(next);
                if (pending.size() >= LONGEST_LINE) {
                    emit();
                }
            }
        }
    }

    /** Emits what the last piece left without a line end. */
    void finish() {
        if (pending.size() > 0) {
            emit();
        }
    }

    private void emit() {
        var text = pending.toString(StandardCharsets.UTF_8);
        pending.reset();
        line.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
