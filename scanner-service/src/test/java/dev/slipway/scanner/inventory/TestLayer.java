package dev.slipway.scanner.inventory;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.slipway.lifecycle.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Layers as build tools make them, from a few words. */
final class TestLayer {
    static final String TAR = "application/vnd.oci.image.layer.v1.tar";
    static final String GZIP = TAR + "+gzip";
    static final String ZSTD = TAR + "+zstd";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    TestLayer() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    }

    TestLayer file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    TestLayer file(String path, byte[] data) {
        TarArchiveEntry entry = new TarArchiveEntry(path, true);
        entry.setSize(data.length);
        return put(entry, data);
    }

    TestLayer executable(String path, byte[] data, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(path, true);
        entry.setSize(data.length);
        entry.setMode(0_100000 | mode);
        return put(entry, data);
    }

    TestLayer directory(String path) {
        return put(new TarArchiveEntry(path + "/", true), new byte[0]);
    }

    TestLayer whiteout(String path) {
        int name = path.lastIndexOf('/') + 1;
        return file(path.substring(0, name) + ".wh." + path.substring(name), "");
    }

    TestLayer opaque(String directory) {
        return file(directory + "/.wh..wh..opq", "");
    }

    TestLayer symbolicLink(String path, String target) {
        return link(path, target, TarConstants.LF_SYMLINK);
    }

    TestLayer hardLink(String path, String target) {
        return link(path, target, TarConstants.LF_LINK);
    }

    private TestLayer link(String path, String target, byte kind) {
        TarArchiveEntry entry = new TarArchiveEntry(path, kind, true);
        entry.setLinkName(target);
        return put(entry, new byte[0]);
    }

    private TestLayer put(TarArchiveEntry entry, byte[] data) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(data);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    byte[] tar() {
        try {
            tar.close();
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    LayerSource gzip() {
        byte[] content = tar();
        return source(gzip(content), GZIP, sha256(content));
    }

    LayerSource zstd() {
        byte[] content = tar();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(packed)) {
            zstd.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return source(packed.toByteArray(), ZSTD, sha256(content));
    }

    LayerSource plain() {
        byte[] content = tar();
        return source(content, TAR, sha256(content));
    }

    static LayerSource source(byte[] stored, String mediaType, Digest diffId) {
        return new LayerSource(sha256(stored), diffId, mediaType, () -> new ByteArrayInputStream(stored));
    }

    static LayerSource unclaimed(byte[] stored, String mediaType) {
        return new LayerSource(sha256(stored), null, mediaType, () -> new ByteArrayInputStream(stored));
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    static Digest sha256(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new Digest("sha256:" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
