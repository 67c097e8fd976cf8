package dev.slipway.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The description of the API as a release had it; never edited. */
record ReleasedApi(String version) {
    static final Path KEPT = Path.of("..", "docs", "openapi.yaml");
    private static final Path HOME = Path.of("src", "test", "resources", "released");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    static List<ReleasedApi> all() {
        try (Stream<Path> folders = Files.list(HOME)) {
            return folders.map(folder -> new ReleasedApi(folder.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file() {
        return HOME.resolve(version).resolve("openapi.yaml");
    }

    /** Keeps today's description as that of this release. */
    void freeze() throws IOException {
        if (Files.exists(file())) {
            throw new IllegalStateException("release %s is frozen already: %s".formatted(version, file()));
        }
        Files.createDirectories(HOME.resolve(version));
        Files.copy(KEPT, file());
    }

    JsonNode description() {
        return read(file());
    }

    static JsonNode now() {
        return read(KEPT);
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
