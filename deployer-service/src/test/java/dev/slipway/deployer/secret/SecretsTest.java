package dev.slipway.deployer.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.deployer.target.SecretReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private static final String VALUE = "correct horse/battery";

    @TempDir
    Path folder;

    @Test
    void fingerprintsTellAChangeAndNothingElse() throws Exception {
        var secrets = new Secrets(new Fingerprints(folder.resolve("state/key")));
        var elsewhere = new Secrets(new Fingerprints(folder.resolve("other/key")));
        var values = secrets.values(Map.of("db", reference(VALUE)));

        var print = secrets.fingerprints("shop/dev", values);

        assertThat(secrets.fingerprints("shop/dev", values)).isEqualTo(print);
        assertThat(secrets.fingerprints("shop/prod", values)).isNotEqualTo(print);
        assertThat(elsewhere.fingerprints("shop/dev", values)).isNotEqualTo(print);
        assertThat(secrets.fingerprints("shop/dev", secrets.values(Map.of("db", reference("changed")))))
                .isNotEqualTo(print);
        assertThat(print.get("db")).matches("hmac-sha256:[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("state/key"))))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("state")).isDirectoryContaining("glob:**/key");
    }

    @Test
    void saysWhereASecretIsMissing() throws IOException {
        var secrets = new Secrets(new Fingerprints(folder.resolve("key")));
        var nowhere = new SecretReference("file:" + folder.resolve("nowhere"));
        var empty = reference("");

        assertThatExceptionOfType(SecretTrouble.class)
                .isThrownBy(() -> secrets.values(Map.of("db", nowhere)))
                .withMessageContaining("secret db: could not read " + nowhere);
        assertThatExceptionOfType(SecretTrouble.class)
                .isThrownBy(() -> secrets.values(Map.of("db", empty)))
                .withMessageContaining("is empty");
    }

    @Test
    void keepsFilesToItselfAndRemovesThem() throws Exception {
        var files = new SecretFiles(folder.resolve("secrets"));
        var values = Map.of("db", VALUE.getBytes(StandardCharsets.UTF_8));

        files.write("shop", values, true);
        var file = folder.resolve("secrets/shop/db");
        assertThat(files.write("shop", values, false)).containsEntry("db", file);

        assertThat(file).hasContent(VALUE);
        assertThat(permissions(file)).isEqualTo(ownedByRoot(folder) ? "rw-------" : "r--r--r--");
        assertThat(permissions(folder.resolve("secrets/shop"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("secrets"))).isEqualTo("rwx------");
        files.write("shop", values, true);
        assertThat(permissions(file)).isEqualTo("r--r--r--");
        files.remove("shop");
        files.remove("shop");
        assertThat(folder.resolve("secrets/shop")).doesNotExist();
    }

    @Test
    void letsRootWithoutCapabilitiesReadWhatIsNotRoots() throws Exception {
        assumeTrue(ownedByRoot(folder), () -> {
            String reason = "skipped: only root can give a folder away";
            System.out.println(reason);
            return reason;
        });
        var own = Files.createDirectories(folder.resolve("secrets/shop"));
        Files.setAttribute(own, "unix:uid", 10001);

        new SecretFiles(folder.resolve("secrets"))
                .write("shop", Map.of("db", VALUE.getBytes(StandardCharsets.UTF_8)), false);

        assertThat(permissions(own.resolve("db"))).isEqualTo("r--r--r--");
    }

    private static boolean ownedByRoot(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid").equals(0);
    }

    @Test
    void takesValuesOutOfWhatOthersWrote() {
        var redaction = Redaction.of(
                List.of((VALUE + "\n").getBytes(StandardCharsets.UTF_8), "abc".getBytes(StandardCharsets.UTF_8)));

        assertThat(redaction.clean("connects with %s and %s and correct+horse%%2Fbattery, abc"
                        .formatted(VALUE, Base64.getEncoder().encodeToString(VALUE.getBytes(StandardCharsets.UTF_8)))))
                .isEqualTo("connects with [secret] and [secret] and [secret], abc");
    }

    private SecretReference reference(String value) throws IOException {
        return new SecretReference("file:" + Files.writeString(Files.createTempFile(folder, "s", ""), value));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
