package dev.slipway.ledger;

import dev.slipway.lifecycle.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the writers of a transaction ask their stage to do later. It goes to the database at the end: lanes before timers, as
 * everywhere.
 */
final class Followups {
    private final Connection connection;
    private final String stage;
    private final List<NewJobs.Asked> jobs = new ArrayList<>();
    private final Map<Look, When> timers = new HashMap<>();

    private record Look(Subject subject, String kind) {}

    private record When(Instant due, String lane) {}

    private record Timer(Look look, When when) {}

    Followups(Connection connection, String stage) {
        this.connection = connection;
        this.stage = stage;
    }

    void job(NewJob job) {
        jobs.add(new NewJobs.Asked(job, null));
    }

    /** A later one for the same subject and kind replaces it. */
    void timer(Subject subject, String kind, Instant due, String lane) {
        timers.put(new Look(subject, kind), new When(due, lane));
    }

    /** What waits in a lane, those among it that were asked for here. */
    List<Subject> waiting(String lane, String kind) throws SQLException {
        if (jobs.stream().anyMatch(asked -> asked.job().lane().equals(lane))) {
            sendJobs();
        }
        return JobQueue.waiting(connection, stage, lane, kind);
    }

    void send() throws SQLException {
        sendJobs();
        sendTimers();
    }

    private void sendJobs() throws SQLException {
        NewJobs.enqueue(connection, stage, jobs);
        jobs.clear();
    }

    private void sendTimers() throws SQLException {
        if (timers.isEmpty()) {
            return;
        }
        List<Timer> all = timers.entrySet().stream()
                .map(timer -> new Timer(timer.getKey(), timer.getValue()))
                .toList();
        Sql.update(
                connection,
                """
                insert into timer (stage, subject_key, kind, due, lane)
                select ?, subject, kind, due::timestamptz, lane
                from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as asked(subject, kind, due, lane) order by subject, kind
                on conflict on constraint timer_pk do update set due = excluded.due, lane = excluded.lane""",
                stage,
                Sql.texts(all, timer -> timer.look().subject().key()),
                Sql.texts(all, timer -> timer.look().kind()),
                Sql.texts(all, timer -> timer.when().due().toString()),
                Sql.texts(all, timer -> timer.when().lane()));
        timers.clear();
    }
}
