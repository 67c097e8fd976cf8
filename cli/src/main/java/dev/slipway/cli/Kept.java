package dev.slipway.cli;

import dev.slipway.events.chain.Checkpoint;
import dev.slipway.events.chain.MalformedCheckpoint;
import dev.slipway.events.chain.NoteKey;
import dev.slipway.events.chain.SignedNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody kept outside of the ledger to compare it with.
 *
 * @param keys that are believed; none if none were kept
 * @param note the checkpoint with its signature; null if none was kept
 */
record Kept(
        List<NoteKey> keys,
        @Nullable SignedNote note,
        @Nullable Checkpoint checkpoint) {
    private static final int BAD_INPUT = 400;
    private static final long LONGEST = 1024 * 1024;

    static Kept nothing() {
        return new Kept(List.of(), null, null);
    }

    static Kept read(@Nullable Path keyFile, @Nullable Path checkpointFile) throws CannotAsk {
        List<NoteKey> keys = new ArrayList<>();
        if (keyFile != null) {
            for (String line :
                    text(keyFile).lines().filter(line -> !line.isBlank()).toList()) {
                try {
                    keys.add(NoteKey.parse(line));
                } catch (MalformedCheckpoint e) {
                    throw new CannotAsk(BAD_INPUT, "%s: %s".formatted(keyFile, e.getMessage()));
                }
            }
            if (keys.isEmpty()) {
                throw new CannotAsk(
                        BAD_INPUT, keyFile + " has no key in it (expected a line as 'slipway ledger key' prints)");
            }
        }
        return checkpointFile == null ? new Kept(keys, null, null) : checkpoint(keys, checkpointFile);
    }

    private static Kept checkpoint(List<NoteKey> keys, Path file) throws CannotAsk {
        try {
            SignedNote note = SignedNote.parse(text(file));
            if (!keys.isEmpty() && !note.isSignedBy(keys)) {
                throw new CannotAsk(
                        BAD_INPUT,
                        "%s is not signed by the key that was given (it names %s): nothing can be compared with it"
                                .formatted(file, String.join(", ", note.signers())));
            }
            return new Kept(keys, note, Checkpoint.parse(note.text()));
        } catch (MalformedCheckpoint e) {
            throw new CannotAsk(BAD_INPUT, "%s is %s".formatted(file, e.getMessage()));
        }
    }

    private static String text(Path file) throws CannotAsk {
        try {
            if (Files.size(file) > LONGEST) {
                throw new CannotAsk(BAD_INPUT, file + " is too large to be a key or a checkpoint");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CannotAsk(BAD_INPUT, "could not read %s: %s".formatted(file, e));
        }
    }
}
