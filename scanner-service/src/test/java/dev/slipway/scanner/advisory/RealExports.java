package dev.slipway.scanner.advisory;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real osv.dev records: too many to keep in the project. */
public final class RealExports {
    private RealExports() {}

    /** The folder they are in; skips the test, saying why, where there is none. */
    public static Path folder() {
        String shared = System.getenv("SLIPWAY_SHARED");
        Path folder = Path.of(shared == null ? "../../shared" : shared).resolve("data/advisories");
        if (Files.isDirectory(folder)) {
            return folder;
        }
        String reason =
                "skipped: %s is no folder of osv.dev exports: put them there, or set SLIPWAY_SHARED to the folder that has data/advisories"
                        .formatted(folder.toAbsolutePath().normalize());
        System.out.println(reason);
        return abort(reason);
    }
}
