package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.events.Json;
import dev.slipway.events.chain.ExportVerifier;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that hold a whole ledger. */
final class Exports {
    private static final int BAD_INPUT = 400;

    private Exports() {}

    /** Whole or not at all. */
    static void save(InputStream body, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path next = Files.createTempFile(folder, file.getFileName().toString(), ".next");
        try {
            Files.copy(body, next, StandardCopyOption.REPLACE_EXISTING);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** As the console reports it. */
    static JsonNode verify(Path file, Kept kept) throws CannotAsk {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return Json.MAPPER.valueToTree(ExportVerifier.verify(in, kept.keys(), kept.checkpoint()));
        } catch (IOException e) {
            throw new CannotAsk(BAD_INPUT, "could not read the export %s: %s".formatted(file, e));
        }
    }
}
