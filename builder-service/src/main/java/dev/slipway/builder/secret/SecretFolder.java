package dev.slipway.builder.secret;

import dev.slipway.lifecycle.AppName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The operators' secrets: a folder per app with a file per secret, and in it {@code repositories}, the Git addresses whose
 * commits may use them. Without that list anybody whose slipway.yaml claims the app's name could have them printed.
 */
public final class SecretFolder {
    private static final String REPOSITORIES = "repositories";

    /** A shorter value could not be told from ordinary text in a log. */
    private static final int SHORTEST = 6;

    private final @Nullable Path folder;
    private final int largest;

    /** @param largest in bytes */
    public SecretFolder(@Nullable Path folder, int largest) {
        this.folder = folder;
        this.largest = largest;
    }

    /** The values by id; all that are asked for, or none. */
    public Map<String, byte[]> of(AppName app, String repository, Collection<String> ids)
            throws SecretRefused, IOException {
        Map<String, byte[]> values = new TreeMap<>();
        if (ids.isEmpty()) {
            return values;
        }
        if (folder == null) {
            throw new SecretRefused(
                    "slipway.yaml asks for the secrets %s, and this builder has none: the operators set slipway.builder.secrets"
                            .formatted(ids));
        }
        Path own = folder.resolve(app.value());
        requireAllowed(own, app, repository);
        for (String id : ids) {
            values.put(id, value(own.resolve(id), app, id));
        }
        return values;
    }

    private static void requireAllowed(Path own, AppName app, String repository) throws SecretRefused, IOException {
        Path list = own.resolve(REPOSITORIES);
        boolean allowed = Files.isRegularFile(list)
                && Files.readAllLines(list).stream().map(String::strip).anyMatch(repository::equals);
        if (!allowed) {
            throw new SecretRefused(
                    "repository %s may not use the secrets of app %s: the operators add its address as a line to %s/%s in the secrets folder"
                            .formatted(repository, app, app, REPOSITORIES));
        }
    }

    private byte[] value(Path file, AppName app, String id) throws SecretRefused, IOException {
        if (id.equals(REPOSITORIES) || !Files.isRegularFile(file)) {
            throw new SecretRefused(
                    "app %s has no secret '%s': the operators put its value into %s/%s in the secrets folder"
                            .formatted(app, id, app, id));
        }
        long size = Files.size(file);
        if (size > largest) {
            throw new SecretRefused(
                    "secret '%s' of app %s has %d bytes, over the limit of %d".formatted(id, app, size, largest));
        }
        byte[] value = Files.readAllBytes(file);
        if (new String(value, StandardCharsets.UTF_8).strip().length() < SHORTEST) {
            throw new SecretRefused(
                    "secret '%s' of app %s is shorter than %d characters, too short to be kept out of logs"
                            .formatted(id, app, SHORTEST));
        }
        return value;
    }
}
