package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Forgets the logs of builds that ended long ago, if the stage is the one that writes them. Their hashes stay in the entries. */
final class LogRetention {
    private static final Logger LOG = Logger.getLogger(LogRetention.class);
    private static final int BATCH = 200;

    private final Database database;
    private final Role role;
    private final Duration age;

    /** @param age since the build's end; nothing is forgotten if it is zero, and nothing that is younger than a day */
    LogRetention(Database database, Role role, Duration age) {
        this.database = database;
        this.role = role;
        this.age = age;
    }

    /** Gives back how many logs it forgot, in transactions that are short. */
    int tidy() {
        if (age.isZero() || role != Role.BUILDER) {
            return 0;
        }
        int all = 0;
        int some;
        do {
            some = database.transaction(
                    "forget build logs",
                    c -> Sql.first(
                                    c,
                                    row -> row.getInt(1),
                                    "select forget_build_logs(? * interval '1 second', ?)",
                                    age.toSeconds(),
                                    BATCH)
                            .orElse(0));
            all += some;
        } while (some == BATCH);
        if (all > 0) {
            LOG.infof("forgot logs of builds: logs=%d age=%s", all, age);
        }
        return all;
    }
}
