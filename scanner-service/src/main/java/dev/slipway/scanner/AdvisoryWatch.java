package dev.slipway.scanner;

import dev.slipway.ledger.AdvisoryStore;
import dev.slipway.ledger.LedgerUnavailable;
import dev.slipway.ledger.ScanStore;
import dev.slipway.ledger.SnapshotView;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the advisory folder every few seconds. A change is imported, and each artifact that the new snapshot may say
 * something else about gets a job. The jobs are asked for again for a while: a scan that was under way at the import
 * may only now have been recorded.
 */
@ApplicationScoped
class AdvisoryWatch {
    private static final Logger LOG = Logger.getLogger(AdvisoryWatch.class);
    private static final Duration ASK_AGAIN = Duration.ofMinutes(10);

    private final Advisories advisories;
    private final AdvisoryStore snapshots;
    private final ScanStore scans;
    private final ScannerConfig config;
    private @Nullable String seen;
    private @Nullable Thread loop;

    AdvisoryWatch(Advisories advisories, AdvisoryStore snapshots, ScanStore scans, ScannerConfig config) {
        this.advisories = advisories;
        this.snapshots = snapshots;
        this.scans = scans;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        loop = Thread.ofVirtual().name("advisory-watch").start(this::loop);
    }

    void stop(@Observes ShutdownEvent event) {
        Thread running = loop;
        if (running != null) {
            running.interrupt();
        }
    }

    private void loop() {
        while (true) {
            try {
                look();
            } catch (IOException | LedgerUnavailable notNow) {
                LOG.warnf("advisories not imported, tried again soon: %s", notNow.getMessage());
            } catch (RuntimeException e) {
                LOG.error("looking at the advisories failed", e);
            }
            try {
                Thread.sleep(config.advisoryCheck());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** One look; gives back how many artifacts are to be matched again. */
    int look() throws IOException {
        String now = stateOfFolder(config.advisories());
        boolean changed = !now.equals(seen);
        if (changed) {
            advisories.importFolder();
            seen = now;
        }
        Optional<SnapshotView> latest = snapshots.latest();
        if (latest.isEmpty()
                || (!changed && latest.get().at().isBefore(Instant.now().minus(ASK_AGAIN)))) {
            return 0;
        }
        int asked = scans.rescan(latest.get().number(), ScannerStage.RESCAN);
        if (asked > 0) {
            LOG.infof("matching again: snapshot=%s artifacts=%d", latest.get().id(), asked);
        }
        return asked;
    }

    private static String stateOfFolder(Path folder) throws IOException {
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
