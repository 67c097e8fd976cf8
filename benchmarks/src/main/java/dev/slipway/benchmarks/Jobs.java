package dev.slipway.benchmarks;

import dev.slipway.events.Sha256;
import dev.slipway.ledger.NewJob;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.Role;
import dev.slipway.lifecycle.Subject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Jobs of the scanner, each in a lane of its own. */
final class Jobs {
    private static final AtomicLong NUMBER = new AtomicLong();

    private Jobs() {}

    static void enqueue(Bed bed, int count) {
        List<NewJob> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = "image-" + NUMBER.incrementAndGet();
            String digest = "sha256:" + Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
            jobs.add(NewJob.of(digest, "wait", Subject.of(new Digest(digest)), digest));
        }
        bed.ledger().enqueue(Role.SCANNER, jobs);
    }

    /** Nobody waits for those that are left, and no core runs that may have one. */
    static void drop(Bed bed) throws SQLException {
        bed.execute("update job set state = 'DONE' where state <> 'DONE'");
        bed.execute("update lane set next_at = 'infinity', running_job = null, lease_until = null");
        bed.execute("vacuum analyze job, lane");
    }
}
