package dev.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JSON files that are written by code, kept with the sources and read by people. */
final class WrittenFiles {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    static final WrittenFiles SCHEMAS = new WrittenFiles("src/main/resources/schemas", "slipway.schemas.write");
    static final WrittenFiles GOLDEN = new WrittenFiles("src/test/resources/golden", "slipway.golden.write");
    static final WrittenFiles REQUESTS = new WrittenFiles("src/test/resources", "slipway.golden.write");

    private final Path folder;
    private final String property;

    private WrittenFiles(String folder, String property) {
        this.folder = MODULE.resolve(folder);
        this.property = property;
    }

    static Path module() {
        return MODULE;
    }

    Path folder() {
        return folder;
    }

    /** Compares; or writes, when asked to by the system property. */
    void holds(String name, JsonNode wanted) {
        Path file = folder.resolve(name);
        try {
            if (Boolean.getBoolean(property)) {
                Files.createDirectories(folder);
                Files.writeString(file, pretty(wanted));
            }
            assertThat(file).as(advice(name)).exists();
            assertThat(Files.readString(file)).as(advice(name)).isEqualTo(pretty(wanted));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing is missing and nothing is left over. */
    void holdsExactly(Set<String> names) {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .as("files of %s (delete those that are left over; %s)", folder, advice("any"))
                    .isEqualTo(names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode read(String name) {
        try {
            return Json.MAPPER.readTree(Files.readString(folder.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(advice(name), e);
        }
    }

    private String advice(String name) {
        return "%s of %s: if the change is meant, write the files anew with 'mvn -pl lifecycle-events -am test -D%s=true' and look at the difference: members may be added, never renamed or removed"
                .formatted(name, folder, property);
    }

    static String pretty(JsonNode node) {
        var printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
        try {
            return Json.MAPPER.writer(printer).writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
