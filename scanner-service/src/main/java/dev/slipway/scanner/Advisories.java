package dev.slipway.scanner;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.events.Json;
import dev.slipway.ledger.AdvisoryIntake;
import dev.slipway.ledger.AdvisoryRow;
import dev.slipway.ledger.AdvisoryStore;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.SnapshotView;
import dev.slipway.lifecycle.Digest;
import dev.slipway.scanner.advisory.AdvisoryBody;
import dev.slipway.scanner.advisory.AdvisoryFolder;
import dev.slipway.scanner.advisory.AdvisoryIndex;
import dev.slipway.scanner.advisory.AdvisorySnapshot;
import dev.slipway.scanner.advisory.Ecosystem;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.Inventory;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/** Advisories: from the folder into the ledger, and out of it as far as an image needs them. */
@ApplicationScoped
class Advisories {
    private static final Logger LOG = Logger.getLogger(Advisories.class);
    private static final int PACKAGES_AT_ONCE = 200;

    private final AdvisoryStore store;
    private final Path folder;

    Advisories(AdvisoryStore store, ScannerConfig config) {
        this.store = store;
        this.folder = config.advisories();
    }

    /** The last import; the first one is made here where nothing has been imported yet. */
    SnapshotView latest() throws IOException {
        Optional<SnapshotView> latest = store.latest();
        if (latest.isPresent()) {
            return latest.get();
        }
        importFolder();
        return store.latest().orElseThrow();
    }

    /** Makes a snapshot of the folder as it is; empty where nothing is new. */
    Optional<SnapshotView> importFolder() throws IOException {
        AdvisoryIndex index = AdvisoryFolder.index(folder);
        Optional<SnapshotView> made = store.take(new FolderIntake(index));
        index.rejected().forEach(one -> LOG.warnf("advisory not read: file=%s reason=%s", one.file(), one.reason()));
        made.ifPresent(snapshot -> LOG.infof(
                "advisories imported: snapshot=%s number=%d records=%d rejected=%d",
                snapshot.id(), snapshot.number(), snapshot.records(), snapshot.rejected()));
        return made;
    }

    /** What a snapshot says about an image's packages, and nothing else of it. */
    AdvisorySnapshot about(Inventory inventory, SnapshotView snapshot) {
        Map<Ecosystem, Set<String>> wanted = new TreeMap<>();
        for (InstalledPackage one : inventory.packages()) {
            wanted.computeIfAbsent(Ecosystem.of(one, inventory.os()), ecosystem -> new TreeSet<>())
                    .add(one.source());
        }
        Set<String> known = new HashSet<>();
        List<AdvisorySnapshot.Entry> entries = new ArrayList<>();
        wanted.forEach((ecosystem, packages) -> {
            if (ecosystem.unknown() == null) {
                for (String name : ecosystem.allNames()) {
                    if (store.knows(snapshot.number(), name)) {
                        known.add(name);
                        entries.addAll(entries(snapshot, name, List.copyOf(packages)));
                    }
                }
            }
        });
        return AdvisorySnapshot.excerpt(new Digest(snapshot.id()), known, entries);
    }

    private List<AdvisorySnapshot.Entry> entries(SnapshotView snapshot, String ecosystem, List<String> packages) {
        List<AdvisorySnapshot.Entry> entries = new ArrayList<>();
        for (int from = 0; from < packages.size(); from += PACKAGES_AT_ONCE) {
            List<String> some = packages.subList(from, Math.min(packages.size(), from + PACKAGES_AT_ONCE));
            for (AdvisoryRow row : store.about(snapshot.number(), ecosystem, some)) {
                entries.addAll(AdvisoryBody.entries(row.advisory(), row.body()));
            }
        }
        return entries;
    }

    /** A folder on its way into the ledger: one record in memory at a time. */
    private record FolderIntake(AdvisoryIndex index) implements AdvisoryIntake {
        @Override
        public String id() {
            return index.id().value();
        }

        @Override
        public Map<String, String> contents() {
            return index.contents();
        }

        @Override
        public int records() {
            return index.ids().size() - index.withdrawn();
        }

        @Override
        public int rejected() {
            return index.rejectedCount();
        }

        @Override
        public EvidenceBody report() {
            Map<String, Object> report = new TreeMap<>();
            report.put("snapshot", id());
            report.put("records", records());
            report.put("withdrawn", index.withdrawn());
            report.put("repeated", index.repeated());
            report.put("rejectedCount", index.rejectedCount());
            report.put("rejected", index.rejected());
            try {
                byte[] body = Json.MAPPER.writeValueAsString(report).getBytes(StandardCharsets.UTF_8);
                return new EvidenceBody("advisory-import", "application/json", body);
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException("an import has no JSON form", impossible);
            }
        }

        @Override
        public void read(Set<String> ids, BiConsumer<String, List<AdvisoryRow>> rows) throws IOException {
            index.read(ids, record -> {
                List<AdvisoryRow> about = new ArrayList<>();
                AdvisoryBody.of(record)
                        .forEach((ecosystem, packages) -> packages.forEach(
                                (name, body) -> about.add(new AdvisoryRow(record.id(), ecosystem, name, body))));
                rows.accept(record.id(), about);
            });
        }
    }
}
