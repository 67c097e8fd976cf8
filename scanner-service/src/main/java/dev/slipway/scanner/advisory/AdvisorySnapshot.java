package dev.slipway.scanner.advisory;

import dev.slipway.lifecycle.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All advisories of one import, found by package. Its id is a hash over every record's id, time of change and content,
 * so that the same records give the same id wherever they were read, and a decision that cites it says what was known.
 */
public final class AdvisorySnapshot {
    private final Digest id;
    private final int size;
    private final Set<String> ecosystems;
    private final Map<String, Map<String, List<Entry>>> byEcosystem;

    private AdvisorySnapshot(
            Digest id, int size, Set<String> ecosystems, Map<String, Map<String, List<Entry>>> byEcosystem) {
        this.id = id;
        this.size = size;
        this.ecosystems = new TreeSet<>(ecosystems);
        this.byEcosystem = byEcosystem;
    }

    /**
     * What a snapshot says about some packages.
     *
     * @param ecosystems those that the whole snapshot knows, of the packages' ones
     * @param entries in the order of advisory ids
     */
    public static AdvisorySnapshot excerpt(Digest id, Set<String> ecosystems, List<Entry> entries) {
        Map<String, Map<String, List<Entry>>> index = new HashMap<>();
        entries.forEach(entry -> put(index, entry));
        return new AdvisorySnapshot(id, entries.size(), ecosystems, index);
    }

    private static void put(Map<String, Map<String, List<Entry>>> index, Entry entry) {
        index.computeIfAbsent(entry.affected().ecosystem(), ecosystem -> new HashMap<>())
                .computeIfAbsent(entry.affected().name(), name -> new ArrayList<>(1))
                .add(entry);
    }

    /** What one advisory says about one package. */
    public record Entry(Advisory advisory, Affected affected) {}

    /** Withdrawn records are part of what was imported, and so of the id; they are about nothing any more. */
    static AdvisorySnapshot of(Collection<OsvRecord> records) {
        List<OsvRecord> sorted =
                records.stream().sorted(Comparator.comparing(OsvRecord::id)).toList();
        Map<String, Map<String, List<Entry>>> index = new HashMap<>();
        int size = 0;
        for (OsvRecord record : sorted) {
            if (record.withdrawn()) {
                continue;
            }
            size++;
            for (Affected affected : record.advisory().affected()) {
                put(index, new Entry(record.advisory(), affected));
            }
        }
        List<AdvisoryIndex.Located> located =
                sorted.stream().map(AdvisoryIndex.Located::of).toList();
        return new AdvisorySnapshot(identity(located), size, index.keySet(), index);
    }

    public Digest id() {
        return id;
    }

    /** Advisories that count, without the withdrawn ones. */
    public int size() {
        return size;
    }

    /** As the records name them, with releases. */
    public Set<String> ecosystems() {
        return new TreeSet<>(ecosystems);
    }

    /** In the order of advisory ids. */
    public List<Entry> about(String ecosystem, String packageName) {
        Map<String, List<Entry>> packages = byEcosystem.getOrDefault(ecosystem, Map.of());
        return List.copyOf(packages.getOrDefault(packageName, List.of()));
    }

    /** A hash over every record's id, time of change and content, in the order of ids. */
    static Digest identity(Collection<AdvisoryIndex.Located> records) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            records.stream()
                    .sorted(Comparator.comparing(AdvisoryIndex.Located::id))
                    .forEach(record -> sha256.update("%s %s %s\n"
                            .formatted(record.id(), record.modified(), record.content())
                            .getBytes(StandardCharsets.UTF_8)));
            return new Digest("sha256:" + HexFormat.of().formatHex(sha256.digest()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
