package dev.slipway.scanner.advisory;

import dev.slipway.scanner.advisory.AdvisoryImport.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * OSV records below a folder: {@code <ecosystem>/all.zip} as osv.dev exports them, or {@code <ecosystem>/*.json}. One
 * broken record never costs the others; it is counted and named.
 */
public final class AdvisoryFolder {
    /** The largest published records, with every version of a package listed, have a few MiB. */
    private static final int LARGEST_RECORD = 16 << 20;

    private static final int REJECTED_NAMED = 1_000;

    private final Path folder;
    private final Map<String, AdvisoryIndex.Located> records = new HashMap<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private int rejectedCount;
    private int repeated;

    private AdvisoryFolder(Path folder) {
        this.folder = folder;
    }

    /** Everything there is, held in memory: for small folders. */
    public static AdvisoryImport read(Path folder) throws IOException {
        AdvisoryIndex index = index(folder);
        List<OsvRecord> all = new ArrayList<>();
        index.read(index.ids(), all::add);
        return new AdvisoryImport(
                AdvisorySnapshot.of(all), index.withdrawn(), index.repeated(), index.rejectedCount(), index.rejected());
    }

    /**
     * Reads every record once, and remembers of each only its name, its hash and where it lies.
     *
     * @throws IOException the folder itself cannot be read
     */
    public static AdvisoryIndex index(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    "tried to read advisories from %s, which is no folder (expected <folder>/<ecosystem>/all.zip or *.json)"
                            .formatted(folder));
        }
        AdvisoryFolder reading = new AdvisoryFolder(folder);
        for (Path file : reading.files()) {
            reading.take(file);
        }
        return new AdvisoryIndex(folder, reading.records, reading.repeated, reading.rejectedCount, reading.rejected);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> isJson(file.toString())
                            || file.getFileName().toString().equals("all.zip"))
                    .sorted()
                    .toList();
        }
    }

    private void take(Path file) {
        String name = folder.relativize(file).toString();
        if (isJson(name)) {
            take(name, null, () -> Files.newInputStream(file));
            return;
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory() && isJson(entry.getName())) {
                    take(name, entry.getName(), () -> zip.getInputStream(entry));
                }
            }
        } catch (IOException broken) {
            reject(name, "not a readable zip file, none of its records are known: " + broken.getMessage());
        }
    }

    private void take(String file, @Nullable String entry, Opening opening) {
        String name = entry == null ? file : file + "!" + entry;
        try (InputStream in = opening.open()) {
            byte[] bytes = in.readNBytes(LARGEST_RECORD + 1);
            if (bytes.length > LARGEST_RECORD) {
                reject(name, "larger than %,d bytes".formatted(LARGEST_RECORD));
            } else {
                // a reader for each: what one remembers to save memory would here only use it
                keep(AdvisoryIndex.Located.of(new OsvReader().read(bytes), file, entry));
            }
        } catch (BrokenRecordException broken) {
            reject(name, broken.reason());
        } catch (IOException unreadable) {
            reject(name, "cannot be read: " + unreadable.getMessage());
        }
    }

    private void keep(AdvisoryIndex.Located record) {
        AdvisoryIndex.Located before = records.putIfAbsent(record.id(), record);
        if (before == null) {
            return;
        }
        repeated++;
        int newer = record.modified().compareTo(before.modified());
        // The order in which files are read must not decide; between equally new ones the hash does.
        if (newer > 0 || (newer == 0 && record.content().compareTo(before.content()) > 0)) {
            records.put(record.id(), record);
        }
    }

    private void reject(String file, String reason) {
        rejectedCount++;
        if (rejected.size() < REJECTED_NAMED) {
            rejected.add(new Rejected(file, reason));
        }
    }

    private static boolean isJson(String name) {
        return name.endsWith(".json");
    }

    private interface Opening {
        InputStream open() throws IOException;
    }
}
