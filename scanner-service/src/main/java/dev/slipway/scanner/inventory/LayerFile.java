package dev.slipway.scanner.inventory;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** A file as it streams by: a small one is held whole, so that several can read it; a large one is read once. */
final class LayerFile {
    private static final int HEAD = 4;
    private static final int EXECUTABLE = 0_111;
    private final InputStream stream;
    private final long size;
    private final boolean executable;
    private final byte @Nullable [] whole;

    LayerFile(TarArchiveInputStream tar, TarArchiveEntry entry, int wholeFileBytes) throws IOException {
        this.size = entry.getSize();
        this.executable = (entry.getMode() & EXECUTABLE) != 0;
        this.whole = size <= wholeFileBytes && !entry.isSparse() ? tar.readNBytes(wholeFileBytes) : null;
        this.stream = whole == null ? new BufferedInputStream(tar, 8192) : new ByteArrayInputStream(whole);
    }

    long size() {
        return size;
    }

    InputStream content() {
        return stream;
    }

    boolean isProgram() throws IOException {
        if (!executable) {
            return false;
        }
        stream.mark(HEAD);
        byte[] head = stream.readNBytes(HEAD);
        stream.reset();
        return GoBuildInfo.isProgram(head);
    }

    List<Secret> secrets(String path) {
        return whole == null ? List.of() : SecretRules.inFile(path, whole);
    }
}
