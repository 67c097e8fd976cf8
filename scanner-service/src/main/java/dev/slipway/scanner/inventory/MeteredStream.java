package dev.slipway.scanner.inventory;

import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The uncompressed bytes of a layer: counted, hashed, and cut off at the first limit they pass. */
final class MeteredStream extends FilterInputStream {
    private final SourceStream source;
    private final ReadLimits limits;
    private final MessageDigest sha256 = sha256();
    private final byte[] scratch = new byte[64 * 1024];
    private long count;
    private long headerEnd = Long.MAX_VALUE;

    MeteredStream(InputStream uncompressed, SourceStream source, ReadLimits limits) {
        super(uncompressed);
        this.source = source;
        this.limits = limits;
    }

    long count() {
        return count;
    }

    /** The diff id, once everything was read. */
    Digest diffId() {
        return new Digest("sha256:" + HexFormat.of().formatHex(sha256.digest()));
    }

    /**
     * Until {@link #headerDone()} at most so many more bytes. Tar libraries collect long names and extended headers in
     * memory and call themselves for each: this bounds both.
     */
    void expectHeader(long atMost) {
        headerEnd = count + atMost;
    }

    void headerDone() {
        headerEnd = Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        if (read > 0) {
            count += read;
            sha256.update(into, offset, read);
            check();
        }
        return read;
    }

    /** Skipped bytes count and are hashed like any others. */
    @Override
    public long skip(long n) throws IOException {
        long left = n;
        while (left > 0) {
            int read = read(scratch, 0, (int) Math.min(left, scratch.length));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return n - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void check() throws Refused {
        if (count > limits.layerBytes()) {
            throw new Refused(Kind.LAYER_SIZE, "more than %,d bytes uncompressed".formatted(limits.layerBytes()));
        }
        if (count > headerEnd) {
            throw new Refused(Kind.ENTRY_SIZE, "an entry's name and attributes are larger than any tool writes them");
        }
        if (count > limits.ratioFrom() && count / Math.max(1, source.count()) > limits.ratio()) {
            throw new Refused(
                    Kind.COMPRESSION_RATIO,
                    "%,d stored bytes became %,d so far, more than %d times as many (an archive bomb?)"
                            .formatted(source.count(), count, limits.ratio()));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
