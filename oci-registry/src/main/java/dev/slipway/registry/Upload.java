package dev.slipway.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import org.jspecify.annotations.Nullable;

/**
 * A blob on its way out, checked while it is sent. Remembers why reading it failed: the HTTP client reports only that
 * its request came to nothing. Read on a thread of that client.
 */
final class Upload implements Call.Payload, AutoCloseable {
    private final BlobSource source;
    private final OciDigest digest;
    private final long size;
    private volatile @Nullable Watched open;
    private volatile @Nullable IOException failure;

    Upload(BlobSource source, OciDigest digest, long size) {
        this.source = source;
        this.digest = digest;
        this.size = size;
    }

    @Override
    public BodyPublisher open() throws IOException {
        close();
        var opened = new Watched(new VerifiedStream(openSource(), digest, size, "the source of the upload"));
        open = opened;
        if (size == 0) {
            return BodyPublishers.noBody();
        }
        return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> opened), size);
    }

    private InputStream openSource() throws IOException {
        try {
            return source.open();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public long size() {
        return size;
    }

    /** Why the source could not be read; null when the failure, if any, is not the source's. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void close() throws IOException {
        var stream = open;
        if (stream != null) {
            stream.close();
        }
    }

    private final class Watched extends FilterInputStream {
        private volatile boolean closed;

        Watched(InputStream checked) {
            super(checked);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (IOException e) {
                // once closed it is our own doing: the registry answered before it had read everything
                if (!closed) {
                    failure = e;
                }
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }
}
