package dev.slipway.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was published with a release: its schemas, an event of every type, and requests with what was read from them. A
 * folder of a release is never edited: somebody out there reads by it.
 */
record Released(String version) {
    private static final Path FOLDER = WrittenFiles.module().resolve("src/test/resources/released");
    private static final String VERSION_FORM = "\\d+\\.\\d+";

    Released {
        if (!version.matches(VERSION_FORM)) {
            throw new IllegalArgumentException(
                    "not the version of a release: '%s' (expected such as 1.0)".formatted(version));
        }
    }

    static List<Released> all() {
        return names(FOLDER).map(Released::new).toList();
    }

    List<String> schemas() {
        return names(folder().resolve("schemas")).toList();
    }

    JsonNode schema(String name) {
        return read(folder().resolve("schemas").resolve(name));
    }

    List<String> events() {
        return names(folder().resolve("events")).toList();
    }

    JsonNode event(String name) {
        return read(folder().resolve("events").resolve(name));
    }

    JsonNode requests() {
        return read(folder().resolve("requests.json"));
    }

    /** Keeps what is published now as this release. */
    void freeze() throws IOException {
        if (Files.exists(folder())) {
            throw new IllegalStateException(
                    "%s is there: what was released is never written again; give the next version another name"
                            .formatted(folder()));
        }
        copy(WrittenFiles.SCHEMAS.folder(), folder().resolve("schemas"));
        copy(WrittenFiles.GOLDEN.folder(), folder().resolve("events"));
        Files.copy(WrittenFiles.REQUESTS.folder().resolve(RequestExamples.FILE), folder().resolve("requests.json"));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : names(from).toList()) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    private Path folder() {
        return FOLDER.resolve(version);
    }

    private static Stream<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return Json.MAPPER.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
