package dev.slipway.scanner.inventory;

import dev.slipway.scanner.inventory.UnreadableLayerException.Kind;
import dev.slipway.scanner.inventory.WantedPaths.Reading;
import java.io.IOException;
import java.io.InputStream;
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
    /** The bits of a file's mode that give its owner's or group's rights to whoever runs it. */
    private static final int SET_ID = 0_6000;

    private static final int EXECUTABLE = 0_111;

    private final TarArchiveInputStream tar;
    private final MeteredStream bytes;
    private final ReadLimits limits;
    /** Files of this layer to be read as if they were at another, wanted path: the targets of hard links. */
    private final Map<String, String> readAs;

    final List<String> whiteouts = new ArrayList<>();
    final List<String> opaque = new ArrayList<>();
    final PathHashes.Builder files = new PathHashes.Builder();
    final PathHashes.Builder directories = new PathHashes.Builder();
    final List<Secret> secrets = new ArrayList<>();
    final List<String> setuid = new ArrayList<>();
    final SortedMap<String, PathFact> paths = new TreeMap<>();
    /** Wanted path to the file of this layer it is a hard link to, whose content went by before it was asked for. */
    final Map<String, String> hardLinks = new HashMap<>();

    /** What the distribution's packages of this layer brought. */
    private final PathHashes.Builder owned = new PathHashes.Builder();

    private final JavaArchives archives;
    private long entries;
    private long keptBytes;
    private long packages;

    LayerPass(MeteredStream bytes, ReadLimits limits, Map<String, String> readAs) {
        this.tar = new TarArchiveInputStream(bytes);
        this.bytes = bytes;
        this.limits = limits;
        this.readAs = readAs;
        this.archives = new JavaArchives(limits.archives());
    }

    void run() throws IOException {
        for (TarArchiveEntry entry = next(); entry != null; entry = next()) {
            take(entry, EntryPath.of(entry.getName()));
        }
        // Whatever follows the end of the archive still belongs to the layer's hash.
        while (bytes.skip(Long.MAX_VALUE) > 0) {}
        leaveToTheDistribution();
    }

    /**
     * What a distribution's package brought is judged as that package: its makers mend it without changing the version
     * that an application's own file says.
     */
    private void leaveToTheDistribution() {
        PathHashes theirs = owned.build();
        paths.entrySet()
                .removeIf(at -> at.getValue() instanceof PathFact.Packages found
                        && !found.kind().isDistribution()
                        && theirs.contains(at.getKey()));
        secrets.removeIf(secret -> theirs.contains(secret.path()));
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
            directories.add(path);
        } else {
            files.add(path);
            takeNoDirectory(entry, path);
        }
    }

    private void takeNoDirectory(TarArchiveEntry entry, String path) throws IOException {
        if (isPlainFile(entry)) {
            if ((entry.getMode() & SET_ID) != 0 && (entry.getMode() & EXECUTABLE) != 0) {
                note(path);
                setuid.add(path);
            }
            takeFile(entry, path);
        } else if (entry.isLink()) {
            takeHardLink(path, EntryPath.of(entry.getLinkName()));
        } else if (WantedPaths.leadsToDatabase(path)) {
            String target = entry.isSymbolicLink()
                    ? "a symbolic link to " + EntryPath.shortened(entry.getLinkName())
                    : "a special file";
            paths.put(path, new PathFact.NotFollowed(target));
        }
    }

    private void takeWhiteout(String path, String name) throws Refused {
        String parent = EntryPath.parent(path);
        if (name.equals(OPAQUE)) {
            note(parent);
            opaque.add(parent);
        } else if (!name.startsWith(WHITEOUT_NOTE)) {
            String hidden = name.substring(WHITEOUT.length());
            String target = parent.isEmpty() ? hidden : parent + "/" + hidden;
            note(target);
            whiteouts.add(target);
        }
    }

    /** Paths that are kept as they are count like kept bytes. */
    private void note(String path) throws Refused {
        keptBytes += path.length();
        if (keptBytes > limits.keptLayerBytes()) {
            throw new Refused(
                    Kind.ENTRY_SIZE,
                    "its whiteouts and databases are larger than the %,d bytes that are read"
                            .formatted(limits.keptLayerBytes()));
        }
    }

    private void takeFile(TarArchiveEntry entry, String path) throws IOException {
        String as = readAs.getOrDefault(path, path);
        LayerFile file = new LayerFile(tar, entry, limits.wholeFileBytes());
        Reading reading = WantedPaths.reading(as);
        if (reading != null) {
            take(as, read(reading, file, as));
        } else if (WantedPaths.leadsToDatabase(path)) {
            paths.put(path, new PathFact.NotFollowed("a file"));
        } else if (file.isProgram()) {
            take(path, GoBuildInfo.read(file.content(), path));
        }
        file.secrets(path).forEach(secrets::add);
    }

    private void take(String path, @Nullable PathFact fact) throws Refused {
        if (fact instanceof PathFact.Packages found) {
            packages += found.packages().size();
            if (packages > limits.packages()) {
                throw new Refused(
                        Kind.ENTRY_COUNT, "more than the %,d packages that are read".formatted(limits.packages()));
            }
            if (found.isEmpty() && !found.kind().isDistribution()) {
                return;
            }
        }
        if (fact != null) {
            paths.put(path, fact);
        }
    }

    private void takeHardLink(String path, String target) {
        PathFact known = paths.get(target);
        Reading reading = WantedPaths.reading(path);
        if (known != null && reading == WantedPaths.reading(target)) {
            paths.put(path, known);
        } else if (reading != null) {
            hardLinks.put(path, target);
            // Until a second run has read the target: something is there, and it is not known what.
            paths.putIfAbsent(path, new PathFact.NotFollowed("a hard link to " + EntryPath.shortened(target)));
        }
    }

    private @Nullable PathFact read(Reading reading, LayerFile file, String path) throws IOException {
        long left = limits.packages() - packages;
        return switch (reading) {
            case UNREAD -> new PathFact.UnreadDatabase(WantedPaths.unreadKind(path));
            case JAVA -> archives.read(file.content(), path);
            case DPKG -> kept(file, path, lines -> DpkgStatus.read(lines, path, left));
            case APK -> kept(file, path, lines -> ApkInstalled.read(lines, path, left, owned));
            case PYTHON -> kept(file, path, lines -> PythonMetadata.read(lines, path));
            case OS_RELEASE -> kept(file, path, lines -> new PathFact.OsIdentity(OsRelease.parse(lines.lines())));
            case NPM_INSTALLED -> NpmPackages.installed(bounded(file, path), path, left);
            case NPM_LOCK -> NpmPackages.lock(bounded(file, path), path, left);
            case DPKG_LIST -> {
                kept(file, path, lines -> {
                    ownedBy(lines);
                    return new PathFact.NotFollowed("");
                });
                yield null;
            }
        };
    }

    private interface LineReading {
        PathFact read(KeptFile lines) throws IOException;
    }

    private PathFact kept(LayerFile file, String path, LineReading reading) throws IOException {
        KeptFile lines = new KeptFile(file.content(), path, keptLimit());
        PathFact fact = reading.read(lines);
        keptBytes += lines.count();
        return fact;
    }

    private InputStream bounded(LayerFile file, String path) throws IOException {
        if (file.size() > limits.keptFileBytes()) {
            throw new Refused(
                    Kind.ENTRY_SIZE,
                    "%s is larger than the %,d bytes that are read".formatted(path, limits.keptFileBytes()));
        }
        return file.content();
    }

    private long keptLimit() {
        return Math.min(limits.keptFileBytes(), limits.keptLayerBytes() - keptBytes);
    }

    /** The root is listed as {@code /.}; a system whose {@code /bin} is a link to {@code /usr/bin} has the file there. */
    private void ownedBy(KeptFile list) throws IOException {
        for (String line = list.line(); line != null; line = list.line()) {
            if (line.startsWith("/")) {
                owned.add(line.substring(1));
                owned.add("usr" + line);
            }
        }
    }

    private static boolean isPlainFile(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isLink()
                && !entry.isSymbolicLink()
                && !entry.isFIFO()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice();
    }
}
