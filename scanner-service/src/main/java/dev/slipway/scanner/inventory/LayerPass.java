package dev.slipway.scanner.inventory;

import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** One run over the entries of a layer's tar, collecting what {@link LayerFacts} are made of. */
final class LayerPass {
    private static final String WHITEOUT = ".wh.";
    /** Names with this prefix are notes of the file system that invented whiteouts; one of them has a meaning here. */
    private static final String WHITEOUT_NOTE = ".wh..wh.";

    private static final String OPAQUE = ".wh..wh..opq";
    /** Attributes of a file are at most 64 KiB each in Linux; names at most 4 KiB. */
    private static final long LONGEST_HEADER = 1 << 20;

    private final TarArchiveInputStream tar;
    private final MeteredStream bytes;
    private final ReadLimits limits;
    /** Files of this layer to be read as if they were at another, wanted path: the targets of hard links. */
    private final Map<String, String> readAs;

    final List<String> whiteouts = new ArrayList<>();
    final List<String> opaque = new ArrayList<>();
    final List<String> directories = new ArrayList<>();
    final SortedMap<String, PathFact> paths = new TreeMap<>();
    /** Wanted path to the file of this layer it is a hard link to, whose content went by before it was asked for. */
    final Map<String, String> hardLinks = new HashMap<>();

    private long entries;
    private long keptBytes;
    private long packages;

    LayerPass(MeteredStream bytes, ReadLimits limits, Map<String, String> readAs) {
        this.tar = new TarArchiveInputStream(bytes);
        this.bytes = bytes;
        this.limits = limits;
        this.readAs = readAs;
    }

    void run() throws IOException {
        for (TarArchiveEntry entry = next(); entry != null; entry = next()) {
            take(entry, EntryPath.of(entry.getName()));
        }
        // Whatever follows the end of the archive still belongs to the layer's hash.
        while (bytes.skip(Long.MAX_VALUE) > 0) {}
    }

    private @Nullable TarArchiveEntry next() throws IOException {
        while (tar.getCurrentEntry() != null && tar.skip(Long.MAX_VALUE) > 0) {}
        bytes.expectHeader(LONGEST_HEADER);
        TarArchiveEntry entry = tar.getNextEntry();
        bytes.headerDone();
        if (entry == null) {
            // The library takes a part of a header for the end of the archive.
            if (bytes.count() == 0 || bytes.count() % 512 != 0) {
                throw new IOException("the tar archive ends inside a header, after %,d bytes".formatted(bytes.count()));
            }
            return null;
        }
        if (!entry.isCheckSumOK()) {
            throw new IOException("the tar header before byte %,d has a wrong checksum".formatted(bytes.count()));
        }
        if (++entries > limits.entries()) {
            throw new Refused(Kind.ENTRY_COUNT, "more than %,d entries".formatted(limits.entries()));
        }
        return entry;
    }

    private void take(TarArchiveEntry entry, String path) throws IOException {
        String name = EntryPath.fileName(path);
        if (name.startsWith(WHITEOUT)) {
            takeWhiteout(path, name);
        } else if (entry.isDirectory()) {
            if (isRelevant(path)) {
                directories.add(path);
            }
        } else if (isPlainFile(entry)) {
            takeFile(path);
        } else if (entry.isLink()) {
            takeHardLink(path, EntryPath.of(entry.getLinkName()));
        } else if (isRelevant(path)) {
            String target = entry.isSymbolicLink()
                    ? "a symbolic link to " + EntryPath.shortened(entry.getLinkName())
                    : "a special file";
            paths.put(path, new PathFact.NotFollowed(target));
        }
    }

    private void takeWhiteout(String path, String name) {
        String parent = EntryPath.parent(path);
        if (name.equals(OPAQUE)) {
            if (WantedPaths.leadsToWanted(parent)) {
                opaque.add(parent);
            }
        } else if (!name.startsWith(WHITEOUT_NOTE)) {
            String hidden = name.substring(WHITEOUT.length());
            String target = parent.isEmpty() ? hidden : parent + "/" + hidden;
            if (isRelevant(target)) {
                whiteouts.add(target);
            }
        }
    }

    private void takeFile(String path) throws IOException {
        String as = WantedPaths.isWanted(path) ? path : readAs.get(path);
        if (as != null) {
            paths.put(as, read(as));
        } else if (WantedPaths.leadsToWanted(path)) {
            paths.put(path, new PathFact.NotFollowed("a file"));
        }
    }

    private void takeHardLink(String path, String target) {
        if (!WantedPaths.isWanted(path)) {
            return;
        }
        PathFact known = paths.get(target);
        if (known != null && WantedPaths.isDpkg(path) == WantedPaths.isDpkg(target)) {
            paths.put(path, known);
        } else {
            hardLinks.put(path, target);
            // Until a second run has read the target: something is there, and it is not known what.
            paths.putIfAbsent(path, new PathFact.NotFollowed("a hard link to " + EntryPath.shortened(target)));
        }
    }

    private PathFact read(String path) throws IOException {
        String unread = WantedPaths.unreadKind(path);
        if (unread != null) {
            return new PathFact.UnreadDatabase(unread);
        }
        KeptFile file = new KeptFile(tar, path, Math.min(limits.keptFileBytes(), limits.keptLayerBytes() - keptBytes));
        PathFact fact = WantedPaths.isDpkg(path)
                ? DpkgStatus.read(file, path, limits.packages() - packages)
                : new PathFact.OsIdentity(OsRelease.parse(file.lines()));
        keptBytes += file.count();
        if (fact instanceof PathFact.DpkgDatabase database) {
            packages += database.packages().size();
        }
        return fact;
    }

    private static boolean isPlainFile(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isLink()
                && !entry.isSymbolicLink()
                && !entry.isFIFO()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice();
    }

    private static boolean isRelevant(String path) {
        return WantedPaths.isWanted(path) || WantedPaths.leadsToWanted(path);
    }
}
