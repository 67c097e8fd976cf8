package dev.slipway.deployer.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed fingerprints: they tell that a secret has changed, and without the key nobody can try guesses against them. The
 * key is made at first use and stays in a file of the deployer's; replicas share it.
 */
public final class Fingerprints {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final Path keyFile;

    public Fingerprints(Path keyFile) {
        this.keyFile = keyFile;
    }

    String of(String name, byte[] value) throws SecretTrouble {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(), ALGORITHM));
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return "hmac-sha256:" + HexFormat.of().formatHex(mac.doFinal(value));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        } catch (IOException e) {
            throw new SecretTrouble(
                    "could not use the fingerprint key %s: %s; make the folder writable by the deployer"
                            .formatted(keyFile, e),
                    e);
        }
    }

    private byte[] key() throws IOException {
        if (!Files.exists(keyFile)) {
            make();
        }
        byte[] key = Files.readAllBytes(keyFile);
        if (key.length != KEY_BYTES) {
            throw new IOException("%s has %d bytes, wanted %d".formatted(keyFile, key.length, KEY_BYTES));
        }
        return key;
    }

    /** Written whole before it gets its name; where another was faster, that one's counts. */
    private void make() throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Files.createDirectories(keyFile.toAbsolutePath().getParent());
        Path fresh = Files.createTempFile(
                keyFile.toAbsolutePath().getParent(),
                "key",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(fresh, key);
            Files.createLink(keyFile, fresh);
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
