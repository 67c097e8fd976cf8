package dev.slipway.scanner.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Real records from osv.dev, where there are some. */
class RealExportsTest {
    @Test
    void readsEveryRecord() throws Exception {
        Path exports = RealExports.folder();

        AdvisoryImport read = AdvisoryFolder.read(exports);

        assertThat(read.rejected()).isEmpty();
        assertThat(read.snapshot().size()).isPositive();
        assertThat(read.snapshot().size() + read.withdrawn() + read.repeated()).isEqualTo(recordsIn(exports));
        assertThat(AdvisoryFolder.read(exports).snapshot().id())
                .isEqualTo(read.snapshot().id());
        System.out.printf(
                "read %,d advisories (%,d withdrawn, %,d repeated) about %s%n",
                read.snapshot().size(),
                read.withdrawn(),
                read.repeated(),
                read.snapshot().ecosystems());
    }

    private static int recordsIn(Path exports) throws IOException {
        List<Path> zips;
        try (Stream<Path> all = Files.walk(exports)) {
            zips = all.filter(file -> file.endsWith("all.zip")).toList();
        }
        int records = 0;
        for (Path zip : zips) {
            try (ZipFile file = new ZipFile(zip.toFile())) {
                records += (int) file.stream()
                        .filter(entry -> entry.getName().endsWith(".json"))
                        .count();
            }
        }
        return records;
    }
}
