package dev.slipway.console.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.events.chain.MalformedCheckpoint;
import dev.slipway.events.chain.NoteKey;
import dev.slipway.events.chain.NoteSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointKeysTest {
    @TempDir
    Path folder;

    private record Config(Duration every, Path keyFile, String name, Optional<List<String>> formerKeys)
            implements CheckpointConfig {}

    private CheckpointKeys keys(String... former) {
        return new CheckpointKeys(new Config(
                Duration.ofMinutes(5),
                folder.resolve("keys").resolve("checkpoint-key"),
                "slipway",
                former.length == 0 ? Optional.empty() : Optional.of(List.of(former))));
    }

    @Test
    void makesAKeyThatOnlyItsOwnerReadsAndKeepsIt() throws IOException {
        NoteKey first = keys().key();

        assertThat(keys().key()).hasToString(first.toString());
        Path file = folder.resolve("keys").resolve("checkpoint-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var left = Files.list(folder.resolve("keys"))) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void believesFormerKeysAsWell() throws MalformedCheckpoint {
        String former = NoteSigner.of("slipway", NoteSigner.newKey()).key().toString();

        assertThat(keys(former).believed())
                .hasSize(2)
                .anyMatch(key -> key.toString().equals(former));
    }

    @Test
    void saysWhichFileHoldsNoKey() throws IOException {
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys").resolve("checkpoint-key"), "secret");

        assertThatThrownBy(this::keys)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("checkpoint-key")
                .hasMessageContaining("expected an Ed25519 key in PEM");
    }
}
