package dev.slipway.scanner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.ledger.ScannerLedger;
import dev.slipway.ledger.SnapshotView;
import dev.slipway.scanner.advisory.RealExports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports of osv.dev, where there are some. */
class RealImportComponentTest {
    @Test
    void importsRealExportsAndFindsThemAgain(@TempDir Path data) throws Exception {
        Path exports = RealExports.folder();
        ScannerConfig config = Settings.of(exports);
        try (ScannerLedger ledger = new ScannerLedger(data)) {
            Advisories advisories = new Advisories(ledger.advisories(), config);
            long started = System.nanoTime();
            SnapshotView snapshot = advisories.importFolder().orElseThrow();
            System.out.printf(
                    "imported %,d advisories in %,d ms, heap in use %,d MiB%n",
                    snapshot.records(),
                    (System.nanoTime() - started) / 1_000_000,
                    (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
            assertThat(snapshot.rejected()).isZero();
            assertThat(advisories.importFolder()).isEmpty();
            if (Files.exists(exports.resolve("Go"))) {
                assertThat(ledger.advisories().about(snapshot.number(), "Go", List.of("stdlib")))
                        .hasSizeGreaterThan(50);
            }
        }
    }
}
