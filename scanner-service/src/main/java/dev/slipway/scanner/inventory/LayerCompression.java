package dev.slipway.scanner.inventory;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** From stored bytes to tar bytes. */
final class LayerCompression {
    private static final Set<String> TAR = Set.of(
            "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.oci.image.layer.v1.tar+zstd",
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

    private LayerCompression() {}

    /**
     * The media type says that it is a file system layer; the first bytes say how it is compressed. Runtimes look at
     * the bytes too, so what they would unpack is what is read here, whatever the manifest claims.
     */
    static InputStream uncompressed(InputStream stored, String mediaType) throws IOException {
        if (!TAR.contains(mediaType)) {
            throw new Refused(
                    Kind.MEDIA_TYPE,
                    "media type '%s' is no file system layer known here (expected an OCI or Docker tar, plain, gzip or zstd)"
                            .formatted(EntryPath.shortened(mediaType)));
        }
        BufferedInputStream buffered = new BufferedInputStream(stored, 64 * 1024);
        buffered.mark(4);
        byte[] magic = buffered.readNBytes(4);
        buffered.reset();
        if (startsWith(magic, 0x1f, 0x8b)) {
            return GzipCompressorInputStream.builder()
                    .setInputStream(buffered)
                    .setDecompressConcatenated(true)
                    .get();
        }
        if (startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd) || isSkippableFrame(magic)) {
            return new ZstdInputStreamNoFinalizer(buffered);
        }
        return buffered;
    }

    /** Such a frame may come first in seekable zstd layers. */
    private static boolean isSkippableFrame(byte[] magic) {
        return magic.length == 4
                && (magic[0] & 0xf0) == 0x50
                && startsWith(new byte[] {magic[1], magic[2], magic[3]}, 0x2a, 0x4d, 0x18);
    }

    private static boolean startsWith(byte[] bytes, int... expected) {
        if (bytes.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
