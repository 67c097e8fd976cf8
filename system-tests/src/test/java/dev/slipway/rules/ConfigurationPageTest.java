package dev.slipway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The configuration reference says what the code says: keys, types, defaults and comments. */
class ConfigurationPageTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = PROJECT.resolve("docs/configuration.md");
    private static final String BEGIN = "<!-- settings: generated from the code, see ConfigurationPageTest -->\n";
    private static final String END = "<!-- end of settings -->";
    private static final Pattern SINGLE_KEY = Pattern.compile("@ConfigProperty\\(\\s*name = \"(slipway\\.[a-z.-]+)\"");

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(PROJECT)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(ConfigurationPageTest::javaFiles)
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tables() throws IOException {
        return ConfigurationGroup.readAll(sources()).stream()
                .map(ConfigurationGroup::table)
                .collect(Collectors.joining("\n"));
    }

    /** Run with {@code -Dslipway.docs.write=true} to write it. */
    @Test
    void thePageListsEverySettingOfEveryService() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        assertThat(to).as("where the tables end").isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("slipway.docs.write")) {
            Files.writeString(PAGE, page.substring(0, from) + tables() + page.substring(to));
            return;
        }

        assertThat(page.substring(from, to)).isEqualTo(tables());
    }

    @Test
    void everySettingIsExplained() throws IOException {
        assertThat(ConfigurationGroup.readAll(sources()))
                .hasSizeGreaterThan(5)
                .allSatisfy(group -> assertThat(group.settings())
                        .isNotEmpty()
                        .allSatisfy(setting ->
                                assertThat(setting.comment()).as(setting.key()).isNotBlank()));
    }

    @Test
    void thePageNamesTheKeysThatAreReadOneByOne() throws IOException {
        String page = Files.readString(PAGE);
        List<String> keys = sources().stream()
                .flatMap(file -> SINGLE_KEY.matcher(text(file)).results())
                .map(found -> found.group(1))
                .distinct()
                .toList();

        assertThat(keys).isNotEmpty().allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
