package dev.slipway.builder.source;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectLoader;

/** A tar whose bytes depend on the files alone: no owner, one time, two modes. */
final class ContextWriter implements AutoCloseable {
    private final DigestOutputStream digest;
    private final Counting counting;
    private final TarArchiveOutputStream tar;
    private final FileTime time;
    private final Limits limits;
    private final Set<String> folders = new HashSet<>();
    private long bytes;
    private int files;

    ContextWriter(OutputStream out, Instant time, Limits limits) {
        this.digest = new DigestOutputStream(out, sha256());
        this.counting = new Counting(digest);
        this.tar = new TarArchiveOutputStream(counting, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        this.time = FileTime.from(time);
        this.limits = limits;
    }

    private static final class Counting extends FilterOutputStream {
        private long count;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, len);
            count += len;
        }
    }

    void add(String path, FileMode mode, ObjectLoader content) throws IOException, SourceFailure.TooLarge {
        long size = content.getSize();
        bytes += size;
        files++;
        if (size > limits.maxFileBytes() || bytes > limits.maxContextBytes() || files > limits.maxFiles()) {
            throw new SourceFailure.TooLarge(
                    "the build context is too large at %s (file of %d bytes, %d bytes and %d files so far; at most %d, %d and %d): leave out what is not needed in .dockerignore"
                            .formatted(
                                    path,
                                    size,
                                    bytes,
                                    files,
                                    limits.maxFileBytes(),
                                    limits.maxContextBytes(),
                                    limits.maxFiles()));
        }
        folders(path);
        if (FileMode.SYMLINK.equals(mode)) {
            TarArchiveEntry link = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
            link.setLinkName(new String(content.getBytes(), StandardCharsets.UTF_8));
            put(link, 0777);
        } else {
            TarArchiveEntry file = new TarArchiveEntry(path);
            file.setSize(size);
            put(file, FileMode.EXECUTABLE_FILE.equals(mode) ? 0755 : 0644);
            content.copyTo(tar);
        }
        tar.closeArchiveEntry();
    }

    private void folders(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash + 1);
            if (folders.add(folder)) {
                put(new TarArchiveEntry(folder), 0755);
                tar.closeArchiveEntry();
            }
        }
    }

    private void put(TarArchiveEntry entry, int mode) throws IOException {
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setLastModifiedTime(time);
        tar.putArchiveEntry(entry);
    }

    ContextTar end() throws IOException {
        tar.finish();
        tar.flush();
        return new ContextTar(HexFormat.of().formatHex(digest.getMessageDigest().digest()), counting.count, files);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
