package dev.slipway.scanner.inventory;

import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of a file that is parsed while it streams by. Bytes that are not UTF-8 become replacement characters. */
final class KeptFile {
    /** Real databases have lines of a few thousand characters (dependencies of a desktop's meta package). */
    private static final int LONGEST_LINE = 1 << 20;

    private final InputStream in;
    private final String path;
    private final long limit;
    private long count;

    KeptFile(InputStream in, String path, long limit) {
        this.in = new BufferedInputStream(in);
        this.path = path;
        this.limit = limit;
    }

    long count() {
        return count;
    }

    /** The next line without its end, or null at the end of the file. */
    @Nullable
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            line.write(next);
            if (line.size() > LONGEST_LINE) {
                throw new Refused(Kind.ENTRY_SIZE, "%s has a line longer than %,d bytes".formatted(path, LONGEST_LINE));
            }
            next = in.read();
        }
        count += line.size() + 1L;
        if (count > limit) {
            throw new Refused(Kind.ENTRY_SIZE, "%s is larger than the %,d bytes that are read".formatted(path, limit));
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    List<String> lines() throws IOException {
        List<String> all = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            all.add(line);
        }
        return all;
    }
}
