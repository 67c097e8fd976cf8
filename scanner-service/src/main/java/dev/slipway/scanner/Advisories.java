package dev.slipway.scanner;

import dev.slipway.scanner.advisory.AdvisoryFolder;
import dev.slipway.scanner.advisory.AdvisoryImport;
import dev.slipway.scanner.advisory.AdvisorySnapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The advisories at hand, read again when a file of their folder has changed. */
@ApplicationScoped
class Advisories {
    private static final Logger LOG = Logger.getLogger(Advisories.class);

    private final Path folder;
    private @Nullable String state;
    private @Nullable AdvisorySnapshot snapshot;

    Advisories(ScannerConfig config) {
        this.folder = config.advisories();
    }

    synchronized AdvisorySnapshot current() throws IOException {
        String now = stateOfFolder();
        AdvisorySnapshot known = snapshot;
        if (known != null && now.equals(state)) {
            return known;
        }
        AdvisoryImport imported = AdvisoryFolder.read(folder);
        imported.rejected().forEach(one -> LOG.warnf("advisory not read: file=%s reason=%s", one.file(), one.reason()));
        LOG.infof(
                "advisories read: snapshot=%s records=%d rejected=%d",
                imported.snapshot().id(), imported.snapshot().size(), imported.rejectedCount());
        snapshot = imported.snapshot();
        state = now;
        return imported.snapshot();
    }

    private String stateOfFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> "%s %d %d"
                            .formatted(
                                    file, file.toFile().length(), file.toFile().lastModified()))
                    .collect(Collectors.joining("\n"));
        }
    }
}
