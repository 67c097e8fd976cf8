package dev.slipway.ledger;

import java.sql.SQLException;
import org.jboss.logging.Logger;

/** Services wait for the schema they need; the migrator brings it. */
final class SchemaGate {
    /** The newest migration this code needs. */
    static final String NEEDED = "20261127.0030";

    private static final Logger LOG = Logger.getLogger(SchemaGate.class);

    private SchemaGate() {}

    /** True when the schema has what is needed; throws while the database does not answer. */
    static boolean open(Database database) {
        return database.transaction(
                "read the schema's version",
                c -> Sql.first(
                                c,
                                row -> row.getBoolean(1),
                                "select exists (select 1 from flyway_schema_history where version = ? and success)",
                                NEEDED)
                        .orElse(false));
    }

    static void await(Database database) throws InterruptedException {
        for (int round = 0; ; round++) {
            String why;
            try {
                if (open(database)) {
                    return;
                }
                why = "it is older";
            } catch (LedgerUnavailable e) {
                why = e.getCause() instanceof SQLException cause ? String.valueOf(cause.getMessage()) : e.getMessage();
            }
            if (round % 20 == 0) {
                LOG.infof("waiting for schema version %s (run the migrator): %s", NEEDED, why);
            }
            Thread.sleep(500);
        }
    }
}
