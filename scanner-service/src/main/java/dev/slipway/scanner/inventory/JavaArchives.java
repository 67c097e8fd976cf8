package dev.slipway.scanner.inventory;

import dev.slipway.scanner.inventory.Gap.Kind;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Looks into Java archives, and into those inside them. Which entries an archive has is said at its end, and a Java
 * runtime believes only that; so each archive is put into a temporary file, one per level, and deleted again.
 */
final class JavaArchives {
    private static final Set<String> ENDINGS = Set.of("jar", "war", "ear", "par", "sar", "rar", "jpi", "hpi");
    private static final int DOUBTS_NAMED = 100;

    private final ArchiveLimits limits;
    private long nestedLeft;

    /** For the archives of one layer, which share a limit. */
    JavaArchives(ArchiveLimits limits) {
        this.limits = limits;
        this.nestedLeft = limits.nestedBytes();
    }

    /** By the name alone; Java itself is one archive of that kind, and no package. */
    static boolean isArchive(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/')
                && ENDINGS.contains(path.substring(dot + 1).toLowerCase(Locale.ROOT))
                && !path.endsWith("/lib/jrt-fs.jar");
    }

    /**
     * The packages of an archive, and what in it could not be read.
     *
     * @throws IOException the stream broke, or this machine has no room
     */
    PathFact.Packages read(InputStream in, String path) throws IOException {
        Walk walk = new Walk();
        try {
            walk.archive(in, path, "", 1, limits.fileBytes());
        } catch (RefusedArchive refused) {
            walk.doubts.add(refused.doubt());
        }
        return new PathFact.Packages(PackageKind.MAVEN, walk.packages, walk.doubts);
    }

    /** One archive of the layer with all inside it. */
    private final class Walk {
        private final List<ListedPackage> packages = new ArrayList<>();
        private final List<Doubt> doubts = new ArrayList<>();

        private void archive(InputStream in, String name, String within, int depth, long most)
                throws IOException, RefusedArchive {
            Path file = temporaryFile();
            try {
                long size = spool(in, file, most, name);
                if (depth > 1) {
                    nestedLeft -= size;
                }
                look(file.toFile(), name, within, depth);
            } finally {
                Files.deleteIfExists(file);
            }
        }

        /** A broken archive costs only itself. What was spooled is a local file: its errors are the archive's. */
        private void look(File file, String name, String within, int depth)
                throws LocalTroubleException, RefusedArchive {
            try {
                ZipDirectory.check(file, limits, name);
                try (ZipFile zip = new ZipFile(file)) {
                    entries(zip, name, within, depth);
                }
            } catch (LocalTroubleException trouble) {
                throw trouble;
            } catch (IOException | IllegalArgumentException broken) {
                doubt(Kind.ARCHIVE_BROKEN, "%s is no intact archive: %s".formatted(name, broken.getMessage()));
            }
        }

        private void entries(ZipFile zip, String name, String within, int depth) throws IOException, RefusedArchive {
            JavaIdentity identity = new JavaIdentity(EntryPath.fileName(name), depth > 1);
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.isDirectory()) {
                    continue;
                }
                if (isArchive(entry.getName())) {
                    nested(zip, entry, name, within, depth);
                } else if (JavaIdentity.isWanted(entry.getName())) {
                    try (InputStream content = zip.getInputStream(entry)) {
                        identity.take(entry.getName(), content);
                    }
                }
            }
            identity.packages().forEach(one -> packages.add(one.within(within)));
            identity.doubts().forEach(what -> doubt(Kind.BROKEN_RECORD, name + ": " + what));
        }

        private void nested(ZipFile zip, ZipEntry entry, String name, String within, int depth)
                throws IOException, RefusedArchive {
            String inside = EntryPath.shortened(entry.getName());
            String full = name + "!/" + inside;
            if (depth >= limits.depth()) {
                doubt(
                        Kind.ARCHIVE_DEPTH,
                        "%s is deeper than the %d levels of archives that are read".formatted(full, limits.depth()));
                return;
            }
            try (InputStream content = zip.getInputStream(entry)) {
                archive(
                        content,
                        full,
                        within.isEmpty() ? inside : within + "!/" + inside,
                        depth + 1,
                        Math.min(nestedLeft, limits.fileBytes()));
            }
        }

        private void doubt(Kind kind, String what) {
            if (doubts.size() < DOUBTS_NAMED) {
                doubts.add(new Doubt(kind, what));
            }
        }
    }

    private static Path temporaryFile() throws LocalTroubleException {
        try {
            return Files.createTempFile("slipway-archive", ".zip");
        } catch (IOException trouble) {
            throw new LocalTroubleException("could not make a temporary file", trouble);
        }
    }

    private static long spool(InputStream in, Path file, long most, String name) throws IOException, RefusedArchive {
        byte[] buffer = new byte[64 * 1024];
        long size = 0;
        try (OutputStream out = open(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > most) {
                    throw new RefusedArchive(new Doubt(
                            Kind.ARCHIVE_SIZE,
                            "%s is larger than the %,d bytes that are left to read of archives here"
                                    .formatted(name, most)));
                }
                write(out, buffer, read);
            }
        }
        return size;
    }

    private static OutputStream open(Path file) throws LocalTroubleException {
        try {
            return Files.newOutputStream(file);
        } catch (IOException trouble) {
            throw new LocalTroubleException("could not open " + file, trouble);
        }
    }

    private static void write(OutputStream out, byte[] buffer, int length) throws LocalTroubleException {
        try {
            out.write(buffer, 0, length);
        } catch (IOException trouble) {
            throw new LocalTroubleException("could not write a temporary file", trouble);
        }
    }

    /** Ends the look into one archive of the layer with all inside it; what was found in it before counts. */
    static final class RefusedArchive extends Exception {
        private final Doubt doubt;

        RefusedArchive(Doubt doubt) {
            super(doubt.what(), null, false, false);
            this.doubt = doubt;
        }

        Doubt doubt() {
            return doubt;
        }
    }
}
