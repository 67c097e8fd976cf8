package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaGateTest {
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

    @Test
    void servicesWaitForTheNewestMigration() throws IOException {
        List<String> versions;
        try (var files = Files.list(MIGRATIONS)) {
            versions = files.map(file -> file.getFileName().toString())
                    .map(name -> name.substring(1, name.indexOf("__")).replace('_', '.'))
                    .sorted()
                    .toList();
        }

        assertThat(versions).isNotEmpty().last().isEqualTo(SchemaGate.NEEDED);
    }
}
