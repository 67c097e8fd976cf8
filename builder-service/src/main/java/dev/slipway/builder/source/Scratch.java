package dev.slipway.builder.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Folders that are removed when they have served. */
final class Scratch {
    private Scratch() {}

    /** What to do about a failure, where its words tell. */
    static String hint(Throwable failure) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (String.valueOf(one.getMessage()).toLowerCase(Locale.ROOT).contains("no space left on device")) {
                return "; the builder's scratch disk is full: make room where slipway.builder.work lies";
            }
        }
        return "";
    }

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
