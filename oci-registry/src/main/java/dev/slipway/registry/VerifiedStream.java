package dev.slipway.registry;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes through and refuses the last of them unless all together have the promised size and digest. Checked as
 * soon as the promised size is reached, so that a wrong blob is never handed on whole.
 */
final class VerifiedStream extends InputStream {
    private final InputStream source;
    private final OciDigest digest;
    private final long size;
    private final String origin;
    private final MessageDigest hash = OciDigest.sha256();
    private long count;
    private @Nullable RegistryFailure failure;

    /** @param origin where the bytes come from, for messages */
    VerifiedStream(InputStream source, OciDigest digest, long size, String origin) {
        this.source = source;
        this.digest = digest;
        this.size = size;
        this.origin = origin;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        var read = source.read(target, offset, length);
        if (read > 0) {
            hash.update(target, offset, read);
            count += read;
        }
        if (count > size || (read < 0 && count < size)) {
            throw failed("%s gave %s%d bytes for %s, which has %d"
                    .formatted(origin, count > size ? "at least " : "", count, digest, size));
        }
        if (count == size && (read > 0 || size == 0)) {
            checkDigest();
        }
        return read;
    }

    private void checkDigest() throws RegistryFailure {
        var found = OciDigest.ofHash(hash.digest());
        if (!found.equals(digest)) {
            throw failed("%s gave bytes with digest %s where %s was wanted".formatted(origin, found, digest));
        }
    }

    private RegistryFailure failed(String message) {
        var corrupt = new RegistryFailure.Corrupt(message);
        failure = corrupt;
        return corrupt;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
