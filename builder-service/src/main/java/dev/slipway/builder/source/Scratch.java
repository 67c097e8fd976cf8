package dev.slipway.builder.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that are removed when they have served. */
final class Scratch {
    private Scratch() {}

    static void delete(Path folder) throws SourceFailure.NoScratch {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new SourceFailure.NoScratch("could not remove %s: %s".formatted(folder, e), e);
        }
    }
}
