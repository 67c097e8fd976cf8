package dev.slipway.scanner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.events.Fact;
import dev.slipway.ledger.EvidenceBody;
import dev.slipway.ledger.Outcome;
import dev.slipway.ledger.ScannerLedger;
import dev.slipway.ledger.SnapshotView;
import dev.slipway.ledger.StepFailure;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Subject;
import dev.slipway.scanner.inventory.InstalledPackage;
import dev.slipway.scanner.inventory.Inventory;
import dev.slipway.scanner.inventory.PackageKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two imports, three images, and nobody who could be asked for an image: on a real database, under the scanner's role. */
class RescanComponentTest {
    private static final Digest LOG4J = digest("a");
    private static final Digest OTHER = digest("b");
    private static final Digest PYTHON = digest("c");

    private static ScannerLedger ledger;

    private Path folder;
    private Advisories advisories;
    private AdvisoryWatch watch;
    private RescanArtifact rescan;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        ledger = new ScannerLedger(data);
    }

    @AfterAll
    static void stop() throws IOException {
        ledger.close();
    }

    @BeforeEach
    void connect(@TempDir Path advisoryFolder) {
        folder = advisoryFolder;
        ScannerConfig config = Settings.of(folder);
        advisories = new Advisories(ledger.advisories(), config);
        watch = new AdvisoryWatch(advisories, ledger.advisories(), ledger.scans(), config);
        rescan = new RescanArtifact(ledger.ledger(), ledger.scans(), advisories);
    }

    @Test
    void newAdvisoryReachesEachPlaceThatRunsAnAffectedImageAndNoOther() throws Exception {
        record("GHSA-other", "Maven", "g:other", "1.0", "");
        watch.look();
        scan(LOG4J, packages(PackageKind.MAVEN, "org.apache.logging.log4j:log4j-core", "2.14.1"), "dev", "prod");
        scan(OTHER, packages(PackageKind.MAVEN, "g:fine", "2.0"), "stage");
        scan(PYTHON, packages(PackageKind.PYPI, "django", "4.2"));
        assertThat(lastScan(PYTHON).unmatched()).containsExactly(java.util.Map.entry("PyPI NO_ADVISORIES", 1));

        // a new record: the image with the package, and no other
        record("GHSA-log4j", "Maven", "org.apache.logging.log4j:log4j-core", "2.15.0", "");
        watch.look();
        assertThat(ledger.jobs("rescan")).containsExactly(LOG4J.value());
        run(LOG4J);
        assertThat(ledger.facts(LOG4J))
                .containsExactly("ScanFinished", "ScanFinished", "FindingOpened", "FindingOpened");
        assertThat(lastScan(LOG4J).severities()).containsEntry("CRITICAL", 1);
        Fact.FindingOpened opened = (Fact.FindingOpened) fact(LOG4J, 2);
        assertThat(opened.environment().value()).isEqualTo("dev");
        assertThat(opened.fixedIn()).isEqualTo("2.15.0");
        assertThat(((Fact.FindingOpened) fact(LOG4J, 3)).environment().value()).isEqualTo("prod");

        // asked again, nothing happens
        watch.look();
        assertThat(ledger.jobs("rescan")).isEmpty();
        assertThat(rescan.run(LOG4J)).isInstanceOf(Outcome.Nothing.class);

        // an ecosystem becomes known: what could not be checked is checked
        record("PYSEC-1", "PyPI", "flask", "1.0", "");
        watch.look();
        assertThat(ledger.jobs("rescan")).containsExactly(PYTHON.value());
        run(PYTHON);
        assertThat(lastScan(PYTHON).unmatched()).isEmpty();

        // a record that changes without changing the answer leaves no fact
        record("GHSA-log4j", "Maven", "org.apache.logging.log4j:log4j-core", "2.15.0", "\"summary\": \"reworded\",");
        watch.look();
        run(LOG4J);
        assertThat(ledger.facts(LOG4J)).hasSize(4);

        // withdrawn: resolved where it runs
        record(
                "GHSA-log4j",
                "Maven",
                "org.apache.logging.log4j:log4j-core",
                "2.15.0",
                "\"withdrawn\": \"2026-01-01T00:00:00Z\",");
        watch.look();
        run(LOG4J);
        assertThat(ledger.facts(LOG4J).subList(4, 7))
                .containsExactly("ScanFinished", "FindingResolved", "FindingResolved");
        assertThat(ledger.facts(OTHER)).containsExactly("ScanFinished");
        assertThat(ledger.ledger().findings(LOG4J)).isEmpty();
    }

    @Test
    void whatWaitsForPermissionIsNeverFoundToBeScannedLongAgo() throws Exception {
        Digest waiting = digest("d");
        record("GHSA-cargo", "crates.io", "tokio", "1.0", "");
        watch.look();
        scan(waiting, packages(PackageKind.MAVEN, "g:quiet", "2.0"));
        ledger.waitsFor(waiting, "prod");

        record("GHSA-cargo-2", "crates.io", "serde", "1.0", "");
        watch.look();

        assertThat(ledger.jobs("rescan")).contains(waiting.value());
        String before = lastScan(waiting).snapshot();
        run(waiting);
        assertThat(ledger.facts(waiting)).containsExactly("ScanFinished", "ScanFinished");
        assertThat(lastScan(waiting).snapshot()).isNotEqualTo(before);
        ledger.retired(waiting);
    }

    @Test
    void brokenFolderKeepsTheLastSnapshotAndSaysWhy() throws Exception {
        record("GHSA-1", "npm", "left-pad", "1.0.0", "");
        SnapshotView first = advisories.importFolder().orElseThrow();
        Files.writeString(folder.resolve("npm/broken.json"), "{");
        // the very same records: no new snapshot
        assertThat(advisories.importFolder()).isEmpty();
        record("GHSA-2", "npm", "left-pad", "2.0.0", "");
        SnapshotView second = advisories.importFolder().orElseThrow();
        assertThat(second.number()).isEqualTo(first.number() + 1);
        assertThat(second.rejected()).isEqualTo(1);
        // what was known stays readable
        assertThat(ledger.advisories().about(first.number(), "npm", List.of("left-pad")))
                .hasSize(1);
        assertThat(ledger.advisories().about(second.number(), "npm", List.of("left-pad")))
                .hasSize(2);
    }

    private void run(Digest digest) throws StepFailure, java.sql.SQLException {
        ledger.done("rescan");
        ledger.finish(rescan.run(digest));
    }

    private static Fact fact(Digest digest, int at) {
        return ledger.ledger().events(Subject.of(digest)).get(at).fact();
    }

    private static Fact.ScanFinished lastScan(Digest digest) {
        return ledger.ledger().events(Subject.of(digest)).reversed().stream()
                .map(event -> event.fact())
                .filter(Fact.ScanFinished.class::isInstance)
                .map(Fact.ScanFinished.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private void scan(Digest digest, Inventory inventory, String... environments) throws Exception {
        ledger.artifact(digest, environments);
        SnapshotView snapshot = advisories.latest();
        Scanned scanned = Scanned.of(
                digest, new ScannedContents(inventory, List.of()), snapshot, advisories.about(inventory, snapshot));
        ledger.finish(Outcome.finish(Subject.of(digest), tx -> {
            String sbom = tx.keep(new EvidenceBody("sbom", "x", digest.value().getBytes(StandardCharsets.UTF_8)));
            ScanRecord.write(tx, scanned, sbom);
        }));
    }

    private static Inventory packages(PackageKind kind, String name, String version) {
        InstalledPackage one = new InstalledPackage(kind, name, version, name, version, "", digest("1"), "app/x.jar");
        return new Inventory(null, List.of(one), List.of());
    }

    private void record(String id, String ecosystem, String name, String fixed, String more) throws IOException {
        Path file = folder.resolve(ecosystem).resolve(id + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                {"id": "%s", "modified": "2026-01-02T03:04:05Z", %s
                 "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"}],
                 "affected": [{"package": {"ecosystem": "%s", "name": "%s"},
                 "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "%s"}]}]}]}
                """.formatted(id, more, ecosystem, name, fixed));
    }

    private static Digest digest(String digit) {
        return new Digest("sha256:" + digit.repeat(64));
    }
}
