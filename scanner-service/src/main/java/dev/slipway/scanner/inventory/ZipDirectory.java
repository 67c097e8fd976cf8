package dev.slipway.scanner.inventory;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.ZipException;

/**
 * The list of entries at the end of a zip file. Java's reader holds all of it in memory, however long it says it is; so
 * its length is looked at before.
 */
final class ZipDirectory {
    private static final int END = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LOCATOR = 20;
    private static final int END_64 = 56;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;

    private ZipDirectory() {}

    /** Refuses one that is longer than its limits, or none. */
    static void check(File file, ArchiveLimits limits, String name) throws IOException, JavaArchives.RefusedArchive {
        long bytes;
        long entries;
        try (RandomAccessFile zip = new RandomAccessFile(file, "r")) {
            long at = end(zip);
            ByteBuffer end = read(zip, at, END);
            entries = end.getShort(10) & 0xffff;
            bytes = end.getInt(12) & 0xffffffffL;
            ByteBuffer locator = at >= LOCATOR ? read(zip, at - LOCATOR, LOCATOR) : end;
            if (locator.getInt(0) == LOCATOR_SIGNATURE) {
                ByteBuffer end64 = read(zip, locator.getLong(8), END_64);
                entries = Math.max(entries == 0xffff ? 0 : entries, end64.getLong(32));
                bytes = Math.max(bytes == 0xffffffffL ? 0 : bytes, end64.getLong(40));
            }
        } catch (EOFException broken) {
            throw new ZipException("its list of entries is not where it says");
        }
        if (bytes < 0 || bytes > limits.directoryBytes() || entries < 0 || entries > limits.entries()) {
            throw new JavaArchives.RefusedArchive(new Doubt(
                    Gap.Kind.ARCHIVE_ENTRIES,
                    "%s says it has %,d entries in a list of %,d bytes (%,d and %,d are read)"
                            .formatted(name, entries, bytes, limits.entries(), limits.directoryBytes())));
        }
    }

    private static long end(RandomAccessFile zip) throws IOException {
        long size = zip.length();
        int tail = (int) Math.min(size, END + LONGEST_COMMENT);
        ByteBuffer bytes = read(zip, size - tail, tail);
        for (int at = tail - END; at >= 0; at--) {
            if (bytes.getInt(at) == END_SIGNATURE && at + END + (bytes.getShort(at + 20) & 0xffff) == tail) {
                return size - tail + at;
            }
        }
        throw new ZipException("it has no list of entries at its end");
    }

    private static ByteBuffer read(RandomAccessFile zip, long at, int length) throws IOException {
        if (at < 0 || at + length > zip.length()) {
            throw new EOFException();
        }
        byte[] bytes = new byte[length];
        zip.seek(at);
        zip.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
