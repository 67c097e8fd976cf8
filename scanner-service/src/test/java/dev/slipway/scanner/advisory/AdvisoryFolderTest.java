package dev.slipway.scanner.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.scanner.advisory.AdvisoryImport.Rejected;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdvisoryFolderTest {
    private static final String FIRST = Records.fixed("DSA-1", "openssl", "3.0.9-1");
    private static final String SECOND = Records.fixed("DSA-2", "glibc", "2.36-9");

    @TempDir
    Path folder;

    private void file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void zip(String name, Map<String, String> entries) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void sameRecordsAreTheSameSnapshotWhereverTheyLie() throws Exception {
        file("Debian/DSA-1.json", FIRST);
        file("Debian/DSA-2.json", SECOND);
        AdvisoryImport loose = AdvisoryFolder.read(folder);
        Files.delete(folder.resolve("Debian/DSA-1.json"));
        Files.delete(folder.resolve("Debian/DSA-2.json"));

        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("any/two.json", SECOND);
        entries.put("one.json", FIRST);
        zip("Debian/all.zip", entries);
        AdvisoryImport zipped = AdvisoryFolder.read(folder);

        assertThat(loose.snapshot().size()).isEqualTo(2);
        assertThat(zipped.snapshot().id()).isEqualTo(loose.snapshot().id());
        assertThat(zipped.snapshot().ecosystems()).containsExactly("Debian:12");
        assertThat(zipped.snapshot().about("Debian:12", "glibc")).hasSize(1);
    }

    @Test
    void anyChangeOfARecordIsAnotherSnapshot() throws Exception {
        file("Debian/DSA-1.json", FIRST);
        AdvisoryImport before = AdvisoryFolder.read(folder);
        file("Debian/DSA-1.json", FIRST.replace("3.0.9-1", "3.0.9-2"));
        assertThat(AdvisoryFolder.read(folder).snapshot().id())
                .isNotEqualTo(before.snapshot().id());
    }

    @Test
    void brokenRecordsAreNamedAndCostNoOther() throws Exception {
        file("Debian/DSA-1.json", FIRST);
        file("Debian/empty.json", "");
        file("Debian/half.json", FIRST.substring(0, FIRST.length() / 2));
        file("Debian/list.json", "[]");
        file("Debian/no-id.json", FIRST.replace("\"id\"", "\"name\""));
        file("Debian/no-time.json", FIRST.replace("2026-01-02T03:04:05Z", "yesterday"));
        file("Debian/no-start.json", FIRST.replace("introduced", "fixed"));
        file("Debian/odd-event.json", FIRST.replace("introduced", "begun"));
        file("Broken/all.zip", "this is no zip");
        zip("Debian/all.zip", Map.of("two.json", SECOND, "three.json", "{"));
        file("README.md", "not an advisory");

        AdvisoryImport read = AdvisoryFolder.read(folder);

        assertThat(read.snapshot().size()).isEqualTo(2);
        assertThat(read.rejectedCount()).isEqualTo(9);
        assertThat(read.rejected())
                .extracting(Rejected::file)
                .containsExactlyInAnyOrder(
                        "Broken/all.zip",
                        "Debian/all.zip!three.json",
                        "Debian/empty.json",
                        "Debian/half.json",
                        "Debian/list.json",
                        "Debian/no-id.json",
                        "Debian/no-start.json",
                        "Debian/no-time.json",
                        "Debian/odd-event.json");
        assertThat(read.rejected())
                .filteredOn(rejected -> rejected.file().endsWith("no-time.json"))
                .singleElement()
                .extracting(Rejected::reason)
                .asString()
                .contains("'yesterday'")
                .contains("expected a time");
    }

    @Test
    void damagedEntryOfAZipCostsNoOther() throws Exception {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("one.json", FIRST);
        entries.put("two.json", SECOND);
        zip("Debian/all.zip", entries);
        Path file = folder.resolve("Debian/all.zip");
        byte[] bytes = Files.readAllBytes(file);
        // Inside the packed bytes of the first entry, behind its local header and name.
        for (int i = 60; i < 90; i++) {
            bytes[i] ^= 0x55;
        }
        Files.write(file, bytes);

        AdvisoryImport read = AdvisoryFolder.read(folder);

        assertThat(read.rejected()).extracting(Rejected::file).containsExactly("Debian/all.zip!one.json");
        assertThat(read.snapshot().size()).isEqualTo(1);
    }

    @Test
    void newestOfRepeatedRecordsCounts() throws Exception {
        String newer = FIRST.replace("2026-01-02", "2026-01-03").replace("3.0.9-1", "3.0.9-7");
        file("A/DSA-1.json", newer);
        file("B/DSA-1.json", FIRST);
        AdvisoryImport newerFirst = AdvisoryFolder.read(folder);
        file("A/DSA-1.json", FIRST);
        file("B/DSA-1.json", newer);
        AdvisoryImport newerLast = AdvisoryFolder.read(folder);

        assertThat(newerFirst.repeated()).isEqualTo(1);
        assertThat(newerFirst.snapshot().size()).isEqualTo(1);
        assertThat(newerFirst.snapshot().id()).isEqualTo(newerLast.snapshot().id());
        assertThat(newerFirst.snapshot().about("Debian:12", "openssl"))
                .singleElement()
                .satisfies(entry -> assertThat(
                                entry.affected().ranges().getFirst().events().toString())
                        .contains("3.0.9-7"));
    }

    @Test
    void withdrawnRecordIsCountedAndAboutNothing() throws Exception {
        file(
                "Debian/DSA-1.json",
                FIRST.replace("\"affected\"", "\"withdrawn\": \"2026-02-01T00:00:00Z\", \"affected\""));
        AdvisoryImport read = AdvisoryFolder.read(folder);
        assertThat(read.withdrawn()).isEqualTo(1);
        assertThat(read.snapshot().size()).isZero();
        assertThat(read.snapshot().about("Debian:12", "openssl")).isEmpty();
    }

    @Test
    void missingFolderIsAnError() {
        assertThatThrownBy(() -> AdvisoryFolder.read(folder.resolve("nowhere")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("expected");
    }
}
