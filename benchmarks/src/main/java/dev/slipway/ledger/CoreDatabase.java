package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;

/** A migrated ledger that each service enters under its own role, through a pool like the services'. */
public final class CoreDatabase implements AutoCloseable {
    private static final String PASSWORD = "only-for-benchmarks";

    private final String url;
    private final Map<Role, AgroalDataSource> pools = new EnumMap<>(Role.class);

    public CoreDatabase(String url, String owner) throws SQLException {
        this.url = url;
        Properties passwords = new Properties();
        for (Role role : Role.values()) {
            passwords.setProperty(role.wireName(), PASSWORD);
        }
        Migrator.migrate(url, owner, "not-asked-for", passwords);
        for (Role role : Role.values()) {
            pools.put(role, pool(role));
        }
    }

    AgroalDataSource pool(Role role) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(Integer.parseInt(ServiceSettings.jdbc("max-size")))
                        .initialSize(1)
                        .acquisitionTimeout(Duration.ofSeconds(10))
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(url)
                                .jdbcProperty("options", ServiceSettings.jdbc("additional-jdbc-properties.options"))
                                .principal(new NamePrincipal("slipway_" + role.wireName()))
                                .credential(new SimplePassword(PASSWORD)))));
    }

    /** The password of every service's role. */
    public static String password() {
        return PASSWORD;
    }

    Database as(Role role) {
        return new Database(Objects.requireNonNull(pools.get(role)));
    }

    /** As a service reads it. */
    public Ledger ledger(Role role) {
        return new Ledger(as(role));
    }

    /** Writes as a service; new subjects join {@code chain}. */
    public void write(Role role, UUID chain, Collection<Subject> subjects, LedgerWork work) {
        write(as(role), role, chain, subjects, work);
    }

    static void write(Database database, Role role, UUID chain, Collection<Subject> subjects, LedgerWork work) {
        try {
            database.<Boolean, NotWritten>transaction("write as " + role, connection -> {
                LedgerTx tx = LedgerTx.begin(connection, role, "benchmark", List.of(), subjects, chain);
                work.write(tx);
                tx.flush();
                return true;
            });
        } catch (NotWritten e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks a stage for jobs, a thousand in a transaction. */
    public void enqueue(Role role, List<NewJob> jobs) {
        for (int from = 0; from < jobs.size(); from += 1_000) {
            List<NewJobs.Asked> some = jobs.subList(from, Math.min(jobs.size(), from + 1_000)).stream()
                    .map(job -> new NewJobs.Asked(job, null))
                    .toList();
            as(role).transaction("enqueue", c -> NewJobs.enqueue(c, role.wireName(), some));
        }
    }

    @Override
    public void close() {
        pools.values().forEach(AgroalDataSource::close);
    }
}
