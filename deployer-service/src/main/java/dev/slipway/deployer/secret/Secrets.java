package dev.slipway.deployer.secret;

import dev.slipway.deployer.target.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Looks secrets up where their references point. */
public final class Secrets {
    private static final int LARGEST = 512 * 1024;

    private final Fingerprints fingerprints;

    public Secrets(Fingerprints fingerprints) {
        this.fingerprints = fingerprints;
    }

    public Map<String, byte[]> values(Map<String, SecretReference> references) throws SecretTrouble {
        Map<String, byte[]> values = new TreeMap<>();
        for (Map.Entry<String, SecretReference> one : references.entrySet()) {
            values.put(one.getKey(), value(one.getKey(), one.getValue()));
        }
        return values;
    }

    /**
     * Keyed, by name.
     *
     * @param scope whose secrets these are: the same value elsewhere has another fingerprint
     */
    public Map<String, String> fingerprints(String scope, Map<String, byte[]> values) throws SecretTrouble {
        Map<String, String> prints = new TreeMap<>();
        for (Map.Entry<String, byte[]> one : values.entrySet()) {
            prints.put(one.getKey(), fingerprints.of(scope + "/" + one.getKey(), one.getValue()));
        }
        return prints;
    }

    private static byte[] value(String name, SecretReference reference) throws SecretTrouble {
        Path file = reference.file();
        try {
            if (Files.size(file) > LARGEST) {
                throw new SecretTrouble(
                        "secret %s: %s is larger than %d bytes; name a smaller file"
                                .formatted(name, reference, LARGEST),
                        null);
            }
            byte[] value = Files.readAllBytes(file);
            if (value.length == 0) {
                throw new SecretTrouble(
                        "secret %s: %s is empty; write the secret into it".formatted(name, reference), null);
            }
            return value;
        } catch (IOException e) {
            throw new SecretTrouble(
                    "secret %s: could not read %s (%s); put the secret there, readable by the deployer"
                            .formatted(name, reference, e.getClass().getSimpleName()),
                    e);
        }
    }
}
