package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How each service comes into a test's database: under its own role, with a password. */
final class Services {
    static final String PASSWORD = "only-for-tests";

    private Services() {}

    static Database database(String url, Role role) {
        return new Database(source(url, role));
    }

    static DataSource source(String url, Role role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser("slipway_" + role.wireName());
        source.setPassword(PASSWORD);
        source.setSocketTimeout(20);
        return source;
    }
}
