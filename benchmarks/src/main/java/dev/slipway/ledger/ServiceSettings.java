package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** What a service runs with: read from the files that it is built with, and what an operator sets. */
final class ServiceSettings {
    private static final String SHARED = "META-INF/microprofile-config.properties";
    private static final String JDBC = "quarkus.datasource.jdbc.";
    private static final String CORE = "slipway.ledger.";

    private ServiceSettings() {}

    /**
     * How the core of a stage works.
     *
     * @param operator settings that come before the service's own
     */
    static LedgerConfig core(Path project, Role role, Map<String, String> operator) {
        Path file = project.resolve(role.wireName() + "-service").resolve("src/main/resources/application.properties");
        Map<String, String> set;
        try (InputStream in = Files.newInputStream(file)) {
            set = properties(in).entrySet().stream()
                    .filter(property -> property.getKey().startsWith(CORE))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (IOException e) {
            throw new UncheckedIOException("could not read the settings of the " + role.wireName(), e);
        }
        return new SmallRyeConfigBuilder()
                .withMapping(LedgerConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(
                        new PropertiesConfigSource(set, file.toString(), 100),
                        new PropertiesConfigSource(operator, "operator", 200))
                .build()
                .getConfigMapping(LedgerConfig.class);
    }

    /** How every service reaches its database; {@code name} is what follows {@code quarkus.datasource.jdbc.} */
    static String jdbc(String name) {
        try {
            for (URL file :
                    Collections.list(ServiceSettings.class.getClassLoader().getResources(SHARED))) {
                try (InputStream in = file.openStream()) {
                    String value = properties(in).get(JDBC + name);
                    if (value != null) {
                        return value;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + SHARED, e);
        }
        throw new IllegalStateException("no %s on the class path says %s%s".formatted(SHARED, JDBC, name));
    }

    private static Map<String, String> properties(InputStream in) throws IOException {
        Properties properties = new Properties();
        properties.load(in);
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }
}
