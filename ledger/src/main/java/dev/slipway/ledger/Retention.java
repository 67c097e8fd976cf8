package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Forgets work that was done long ago, and what builds said; never an entry, anything else they rest on, a lane, what waits
 * for a person, or what a person did about a record. That a fact was seen is remembered twice as long as the jobs it led to:
 * so an event that comes again finds one or the other.
 */
final class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final int BATCH = 1_000;

    private final Database database;
    private final Role role;
    private final Duration age;
    private final Duration logAge;

    /**
     * @param age of work that is forgotten; none is if it is zero
     * @param logAge of logs since their build's end; none is forgotten if it is zero, and none that is younger than a day
     */
    Retention(Database database, Role role, Duration age, Duration logAge) {
        this.database = database;
        this.role = role;
        this.age = age;
        this.logAge = logAge;
    }

    /** Gives back how many rows it forgot, or the bytes of, in transactions that are short. */
    int tidy() {
        return (age.isZero() ? 0 : work()) + (logAge.isZero() || role != Role.BUILDER ? 0 : logs());
    }

    private int work() {
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

    /** Their hashes stay in the entries; the builder alone may, as it has written them. */
    private int logs() {
        int logs = all(
                "forget build logs",
                connection -> Sql.first(
                                connection,
                                row -> row.getInt(1),
                                "select forget_build_logs(? * interval '1 second', ?)",
                                logAge.toSeconds(),
                                BATCH)
                        .orElse(0));
        if (logs > 0) {
            LOG.infof("forgot logs of builds: logs=%d age=%s", logs, logAge);
        }
        return logs;
    }

    private int all(String what, String sql, Duration older) {
        return all(what, connection -> Sql.update(connection, sql, role.wireName(), older.toSeconds(), BATCH));
    }

    private int all(String what, Database.Work<Integer, RuntimeException> batch) {
        int all = 0;
        int some;
        do {
            some = database.transaction(what, batch);
            all += some;
        } while (some == BATCH);
        return all;
    }
}
