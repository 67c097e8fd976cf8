package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Forgets work that was done long ago; never an entry, what they rest on, a lane, what waits for a person, or what a person
 * did about a record. That a fact was seen is remembered twice as long as the jobs it led to: so an event that comes again
 * finds one or the other.
 */
final class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final int BATCH = 1_000;

    private final Database database;
    private final Role role;
    private final Duration age;

    /** @param age of what is forgotten; nothing is if it is zero */
    Retention(Database database, Role role, Duration age) {
        this.database = database;
        this.role = role;
        this.age = age;
    }

    /** Gives back how many rows it forgot, or the bytes of, in transactions that are short. */
    int tidy() {
        if (age.isZero()) {
            return 0;
        }
        int jobs = all("forget done jobs", """
                delete from job where id in (select id from job where stage = ? and state = 'DONE'
                    and finished_at < statement_timestamp() - ? * interval '1 second' limit ?)""", age);
        int records = all("forget the bytes of handled records", """
                update quarantine set key = null, headers = null, value = null, forgotten_at = clock_timestamp()
                where id in (select id from quarantine where stage = ? and state in ('REDRIVEN', 'SKIPPED') and forgotten_at is null
                    and coalesce(handled_at, at) < statement_timestamp() - ? * interval '1 second' limit ?)""", age);
        int seen = all("forget what was seen", """
                delete from seen where ctid = any(array(select ctid from seen where stage = ?
                    and at < statement_timestamp() - ? * interval '1 second' limit ?))""", age.multipliedBy(2));
        if (jobs + records + seen > 0) {
            LOG.infof("forgot what was done before: jobs=%d records=%d seen=%d age=%s", jobs, records, seen, age);
        }
        return jobs + records + seen;
    }

    private int all(String what, String sql, Duration older) {
        int all = 0;
        int some;
        do {
            some = database.transaction(what, c -> some(c, sql, older));
            all += some;
        } while (some == BATCH);
        return all;
    }

    private int some(Connection connection, String sql, Duration older) throws SQLException {
        return Sql.update(connection, sql, role.wireName(), older.toSeconds(), BATCH);
    }
}
