package dev.slipway.console.access;

import dev.slipway.events.Sha256;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import org.jboss.logging.Logger;

/** The secret that may do all, with which the first tokens are made. It is in a file that only its owner can read, never in a log. */
@Startup
@ApplicationScoped
class Token {
    private static final Logger LOG = Logger.getLogger(Token.class);
    private static final int BYTES = 32;

    private final Path file;
    private final byte[] value;

    Token(ConsoleConfig config) {
        this.file = config.tokenFile().toAbsolutePath();
        try {
            if (!Files.exists(file)) {
                create();
            }
            this.value = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "could not read or make the token in %s: set slipway.console.token-file to a file this user may write"
                            .formatted(file),
                    e);
        }
        if (value.length < BYTES) {
            throw new IllegalStateException(
                    "%s holds a token of %d characters, at least %d are wanted: remove the file to have one made"
                            .formatted(file, value.length, BYTES));
        }
        LOG.infof("callers show the token in %s", file);
    }

    private void create() throws IOException {
        Files.createDirectories(file.getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Secrets.next() + "\n");
    }

    boolean is(String shown) {
        return MessageDigest.isEqual(value, shown.getBytes(StandardCharsets.UTF_8));
    }

    byte[] hash() {
        return Sha256.of(value);
    }

    Path file() {
        return file;
    }
}
