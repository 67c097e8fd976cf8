package dev.slipway.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a test arms the failpoints of a running service, and reads which it has passed. */
final class FailpointFolder {
    private static final Pattern ONCE = Pattern.compile("once@([1-9][0-9]*):(.*)");

    private final Path folder;
    private final Map<Failpoint, Integer> sinceArmed = new EnumMap<>(Failpoint.class);

    FailpointFolder(Path folder) {
        this.folder = folder;
    }

    static @Nullable FailpointFolder named(@Nullable String folder) {
        return folder == null || folder.isBlank() ? null : new FailpointFolder(Path.of(folder));
    }

    /** Notes that a place was passed, and says what is to be done there now. */
    synchronized Optional<String> hit(Failpoint failpoint) {
        try {
            Files.writeString(
                    folder.resolve(failpoint + ".reached"), ".", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Path file = folder.resolve(failpoint.name());
            if (!Files.exists(file)) {
                sinceArmed.remove(failpoint);
                return Optional.empty();
            }
            String action = Files.readString(file).strip();
            Matcher once = ONCE.matcher(action);
            return once.matches() ? once(failpoint, file, once) : Optional.of(action);
        } catch (NoSuchFileException e) {
            return Optional.empty(); // another replica has taken it
        } catch (IOException e) {
            throw new UncheckedIOException("could not look for failpoint %s in %s".formatted(failpoint, folder), e);
        }
    }

    /** Of several processes that come by, the one that takes the file away acts. */
    private Optional<String> once(Failpoint failpoint, Path file, Matcher once) throws IOException {
        int hits = sinceArmed.merge(failpoint, 1, Integer::sum);
        if (hits != Integer.parseInt(once.group(1)) || !Files.deleteIfExists(file)) {
            return Optional.empty();
        }
        sinceArmed.remove(failpoint);
        Files.writeString(
                folder.resolve(failpoint + ".fired"),
                Long.toString(ProcessHandle.current().pid()));
        return Optional.of(once.group(2));
    }
}
