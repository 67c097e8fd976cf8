package dev.slipway.ledger;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema to the version this code needs and makes the services' database roles; runs once, as the owner of
 * the schema, and ends. Safe to run again and beside another.
 *
 * <p>Environment: {@code SLIPWAY_DB_URL}, {@code SLIPWAY_DB_OWNER}, {@code SLIPWAY_DB_OWNER_PASSWORD} or, with the
 * password in a file, {@code SLIPWAY_DB_OWNER_PASSWORD_FILE}, and {@code SLIPWAY_DB_ROLE_PASSWORDS}, a properties file
 * with one line {@code builder=…} per service.
 */
public final class Migrator {
    private static final List<String> SERVICES = List.of("builder", "scanner", "promoter", "deployer", "console");

    private Migrator() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        Properties passwords = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(environment("SLIPWAY_DB_ROLE_PASSWORDS")))) {
            passwords.load(reader);
        }
        migrate(
                environment("SLIPWAY_DB_URL"),
                environment("SLIPWAY_DB_OWNER"),
                ownerPassword(System.getenv()),
                passwords);
    }

    public static void migrate(String url, String owner, String ownerPassword, Properties rolePasswords)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, owner, ownerPassword)) {
            for (String service : SERVICES) {
                String password = rolePasswords.getProperty(service);
                if (password == null || password.isBlank()) {
                    throw new IllegalArgumentException(
                            "no password for the role of the %s: add a line '%s=…'".formatted(service, service));
                }
                role(connection, service, password);
            }
        }
        Flyway.configure()
                .dataSource(url, owner, ownerPassword)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    private static void role(Connection connection, String service, String password) throws SQLException {
        // identifiers and passwords cannot be parameters of DDL; format() quotes them on the server
        String statement = Sql.first(
                        connection, row -> row.getString(1), """
                        select format(case when exists (select 1 from pg_roles where rolname = ?) then 'alter role %I login password %L'
                        else 'create role %I login password %L' end, ?, ?)""", "slipway_" + service, "slipway_" + service, password)
                .orElseThrow();
        Sql.update(connection, statement);
    }

    /** From the file if one is named, else from the variable itself, which whoever may inspect the process can read. */
    static String ownerPassword(Map<String, String> environment) throws IOException {
        String file = environment.getOrDefault("SLIPWAY_DB_OWNER_PASSWORD_FILE", "");
        if (file.isBlank()) {
            return environment("SLIPWAY_DB_OWNER_PASSWORD", environment);
        }
        String password = Files.readString(Path.of(file)).strip();
        if (password.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s, which SLIPWAY_DB_OWNER_PASSWORD_FILE names, is empty: write the password into it"
                            .formatted(file));
        }
        return password;
    }

    static String environment(String name) {
        return environment(name, System.getenv());
    }

    private static String environment(String name, Map<String, String> environment) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("environment variable %s is not set".formatted(name));
        }
        return value;
    }
}
