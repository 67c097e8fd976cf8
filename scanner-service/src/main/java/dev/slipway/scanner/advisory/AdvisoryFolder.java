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

/**
 * OSV records below a folder: {@code <ecosystem>/all.zip} as osv.dev exports them, or {@code <ecosystem>/*.json}. One
 * broken record never costs the others; it is counted and named.
 */
public final class AdvisoryFolder {
    /** The largest published records, with every version of a package listed, have a few MiB. */
    private static final int LARGEST_RECORD = 16 << 20;

    private static final int REJECTED_NAMED = 1_000;

    private final Path folder;
    private final OsvReader reader = new OsvReader();
    private final Map<String, OsvRecord> records = new HashMap<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private int rejectedCount;
    private int repeated;

    private AdvisoryFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads everything there is.
     *
     * @throws IOException the folder itself cannot be read
     */
    public static AdvisoryImport read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    "tried to read advisories from %s, which is no folder (expected <folder>/<ecosystem>/all.zip or *.json)"
                            .formatted(folder));
        }
        AdvisoryFolder reading = new AdvisoryFolder(folder);
        for (Path file : reading.files()) {
            reading.take(file);
        }
        int withdrawn = (int)
                reading.records.values().stream().filter(OsvRecord::withdrawn).count();
        AdvisorySnapshot snapshot = AdvisorySnapshot.of(reading.records.values());
        return new AdvisoryImport(snapshot, withdrawn, reading.repeated, reading.rejectedCount, reading.rejected);
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
            take(name, () -> Files.newInputStream(file));
            return;
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory() && isJson(entry.getName())) {
                    take(name + "!" + entry.getName(), () -> zip.getInputStream(entry));
                }
            }
        } catch (IOException broken) {
            reject(name, "not a readable zip file, none of its records are known: " + broken.getMessage());
        }
    }

    private void take(String name, Opening opening) {
        try (InputStream in = opening.open()) {
            byte[] bytes = in.readNBytes(LARGEST_RECORD + 1);
            if (bytes.length > LARGEST_RECORD) {
                reject(name, "larger than %,d bytes".formatted(LARGEST_RECORD));
            } else {
                keep(reader.read(bytes));
            }
        } catch (BrokenRecordException broken) {
            reject(name, broken.reason());
        } catch (IOException unreadable) {
            reject(name, "cannot be read: " + unreadable.getMessage());
        }
    }

    private void keep(OsvRecord record) {
        OsvRecord before = records.putIfAbsent(record.id(), record);
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
