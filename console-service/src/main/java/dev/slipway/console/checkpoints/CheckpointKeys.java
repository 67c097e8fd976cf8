package dev.slipway.console.checkpoints;

import dev.slipway.events.chain.MalformedCheckpoint;
import dev.slipway.events.chain.NoteKey;
import dev.slipway.events.chain.NoteSigner;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** The key that signs, from a file that only its owner can read, and those that are believed. */
@Startup
@ApplicationScoped
public class CheckpointKeys {
    private static final Logger LOG = Logger.getLogger(CheckpointKeys.class);

    private final NoteSigner signer;
    private final List<NoteKey> believed = new ArrayList<>();

    CheckpointKeys(CheckpointConfig config) {
        Path file = config.keyFile().toAbsolutePath();
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            signer = NoteSigner.of(config.name(), Files.readString(file));
            believed.add(signer.key());
            for (String former : config.formerKeys().orElse(List.of())) {
                believed.add(NoteKey.parse(former));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "could not read or make the key in %s: set slipway.console.checkpoint.key-file to a file this user may write"
                            .formatted(file),
                    e);
        } catch (MalformedCheckpoint | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the keys for checkpoints (%s, slipway.console.checkpoint.name, .former-keys) cannot be used: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
        LOG.infof("checkpoints are signed by %s: keep this line outside of here", signer.key());
    }

    /** Whole or not at all: another replica may do the same. */
    private static void create(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path next = Files.createTempFile(
                file.getParent(),
                "checkpoint-key",
                ".next",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(next, NoteSigner.newKey());
            Files.createLink(file, next);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            LOG.debugf("%s was made by another replica", file);
        } finally {
            Files.delete(next);
        }
    }

    NoteSigner signer() {
        return signer;
    }

    /** The public key that signs now. */
    public NoteKey key() {
        return signer.key();
    }

    /** It and those of earlier ones. */
    public List<NoteKey> believed() {
        return List.copyOf(believed);
    }
}
