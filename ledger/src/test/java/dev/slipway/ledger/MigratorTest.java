package dev.slipway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigratorTest {
    @TempDir
    private Path folder = Path.of(".");

    @Test
    void takesTheOwnersPasswordFromAFileBeforeTheVariable() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "from the file\n");

        String password = Migrator.ownerPassword(Map.of(
                "SLIPWAY_DB_OWNER_PASSWORD_FILE", file.toString(), "SLIPWAY_DB_OWNER_PASSWORD", "from the variable"));

        assertThat(password).isEqualTo("from the file");
        assertThat(Migrator.ownerPassword(Map.of("SLIPWAY_DB_OWNER_PASSWORD", "from the variable")))
                .isEqualTo("from the variable");
    }

    @Test
    void refusesAFileThatIsEmptyOrMissingWhateverTheVariableSays() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), " \n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Migrator.ownerPassword(Map.of(
                        "SLIPWAY_DB_OWNER_PASSWORD_FILE", empty.toString(), "SLIPWAY_DB_OWNER_PASSWORD", "secret")))
                .withMessageContaining(empty.toString());
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> Migrator.ownerPassword(Map.of("SLIPWAY_DB_OWNER_PASSWORD_FILE", "/nowhere/at-all")));
    }

    @Test
    void saysWhichVariableIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Migrator.ownerPassword(Map.of()))
                .withMessageContaining("SLIPWAY_DB_OWNER_PASSWORD");
    }
}
