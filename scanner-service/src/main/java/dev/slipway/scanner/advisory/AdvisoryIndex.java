package dev.slipway.scanner.advisory;

import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.advisory.AdvisoryImport.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Which records a folder has and where they lie; some hundred bytes each, whatever they say. */
public final class AdvisoryIndex {
    private final Path folder;
    private final Map<String, Located> records;
    private final int repeated;
    private final int rejectedCount;
    private final List<Rejected> rejected;

    AdvisoryIndex(Path folder, Map<String, Located> records, int repeated, int rejectedCount, List<Rejected> rejected) {
        this.folder = folder;
        this.records = Map.copyOf(records);
        this.repeated = repeated;
        this.rejectedCount = rejectedCount;
        this.rejected = List.copyOf(rejected);
    }

    /**
     * A record and where it lies.
     *
     * @param file below the folder
     * @param entry in that zip file; null for a file of its own
     * @param content SHA-256 of its bytes
     */
    record Located(
            String id,
            Instant modified,
            Digest content,
            boolean withdrawn,
            String file,
            @Nullable String entry) {
        static Located of(OsvRecord record) {
            return of(record, "", null);
        }

        static Located of(OsvRecord record, String file, @Nullable String entry) {
            return new Located(record.id(), record.modified(), record.content(), record.withdrawn(), file, entry);
        }
    }

    /** The same for the same records, wherever they lie. */
    public Digest id() {
        return AdvisorySnapshot.identity(records.values());
    }

    public Set<String> ids() {
        return records.keySet();
    }

    public Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        records.forEach((id, record) -> contents.put(id, record.content().value()));
        return contents;
    }

    public int withdrawn() {
        return (int) records.values().stream().filter(Located::withdrawn).count();
    }

    public int repeated() {
        return repeated;
    }

    public int rejectedCount() {
        return rejectedCount;
    }

    public List<Rejected> rejected() {
        return rejected;
    }

    /**
     * Reads some records again, one after the other.
     *
     * @throws IOException the folder changed meanwhile: look again
     */
    public void read(Collection<String> ids, Consumer<OsvRecord> reader) throws IOException {
        Map<String, List<Located>> byFile = new TreeMap<>();
        for (String id : new TreeSet<>(ids)) {
            Located record = records.get(id);
            if (record == null) {
                throw new IllegalArgumentException("no record " + id + " in this folder");
            }
            byFile.computeIfAbsent(record.file, file -> new ArrayList<>()).add(record);
        }
        for (Map.Entry<String, List<Located>> file : byFile.entrySet()) {
            read(folder.resolve(file.getKey()), file.getValue(), reader);
        }
    }

    private static void read(Path file, List<Located> records, Consumer<OsvRecord> reader) throws IOException {
        if (records.getFirst().entry == null) {
            reader.accept(again(records.getFirst(), Files.readAllBytes(file)));
            return;
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Located record : records) {
                ZipEntry entry = zip.getEntry(String.valueOf(record.entry));
                if (entry == null) {
                    throw changed(record);
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    reader.accept(again(record, in.readAllBytes()));
                }
            }
        }
    }

    private static OsvRecord again(Located record, byte[] bytes) throws IOException {
        try {
            OsvRecord read = new OsvReader().read(bytes);
            if (read.content().equals(record.content)) {
                return read;
            }
        } catch (BrokenRecordException broken) {
            // it was whole a moment ago
        }
        throw changed(record);
    }

    private static IOException changed(Located record) {
        return new IOException("the advisory %s in %s changed while the folder was imported; it is read again"
                .formatted(record.id, record.file));
    }
}
