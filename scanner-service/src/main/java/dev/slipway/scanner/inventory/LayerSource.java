package dev.slipway.scanner.inventory;

import dev.slipway.lifecycle.Digest;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * One layer as an image's manifest names it.
 *
 * @param digest what the manifest calls the layer: the digest of the stored, usually compressed, bytes
 * @param diffId what the image's configuration claims the uncompressed bytes hash to; checked when they are read
 */
public record LayerSource(Digest digest, @Nullable Digest diffId, String mediaType, Bytes bytes) {
    /** Opens the stored bytes from their start, each time anew. An exception of this stream means "not now". */
    @FunctionalInterface
    public interface Bytes {
        InputStream open() throws IOException;
    }
}
