package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes for the jobs of a worker. What comes while it writes is written together next: under load, where a commit would
 * otherwise cost each job its own. If a transaction fails, each of its jobs has to write alone, so that none fails for another.
 */
final class Scribe {
    private static final Logger LOG = Logger.getLogger(Scribe.class);

    /** How long a job waits for its turn, and how long a transaction of several may take before it is broken off. */
    private static final long PATIENCE_MILLIS = 5_000;

    private final Database database;
    private final Role role;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private volatile boolean stopping;
    private volatile long began;
    private @Nullable Thread thread;

    Scribe(Database database, Role role) {
        this.database = database;
        this.role = role;
    }

    /** How it ended for one that waited: written, refused with a reason, or neither. */
    private sealed interface Answer {
        record Written() implements Answer {}

        record Refused(NotWritten why) implements Answer {}

        record Alone() implements Answer {}
    }

    private record Waiting(Writing writing, CompletableFuture<Answer> answer) {}

    void start() {
        thread = Thread.ofVirtual().name("scribe-" + role.wireName()).start(this::loop);
    }

    /** When no job runs any more. */
    void stop() {
        stopping = true;
        interrupt();
    }

    private void interrupt() {
        Thread writing = thread;
        if (writing != null) {
            writing.interrupt();
        }
    }

    /** Whether it was written; if not, the job has to write alone. */
    boolean writes(Writing writing) throws NotWritten, InterruptedException {
        if (thread == null || stopping) {
            return false;
        }
        Waiting mine = new Waiting(writing, new CompletableFuture<>());
        queue.add(mine);
        return switch (answer(mine)) {
            case Answer.Written _ -> true;
            case Answer.Refused refused -> throw refused.why();
            case Answer.Alone _ -> false;
        };
    }

    /** Whoever is interrupted in the middle of it hears first how it ended. */
    private Answer answer(Waiting mine) throws InterruptedException {
        try {
            return patiently(mine);
        } catch (InterruptedException e) {
            if (queue.remove(mine)) {
                throw e;
            }
            try {
                return patiently(mine);
            } finally {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A connection that does not answer for so long is given up: by then it may be one that never will. */
    private Answer patiently(Waiting mine) throws InterruptedException {
        while (true) {
            try {
                return mine.answer().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (queue.remove(mine)) {
                    return new Answer.Alone();
                }
                if (System.nanoTime() - began >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
                    interrupt();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("an answer is never an exception", e);
            }
        }
    }

    private void loop() {
        while (!stopping) {
            List<Waiting> group = new ArrayList<>();
            try {
                group.add(queue.take());
                queue.drainTo(group);
                began = System.nanoTime();
                Map<Waiting, Answer> answers = together(group);
                group.forEach(one -> one.answer().complete(answers.getOrDefault(one, new Answer.Written())));
            } catch (InterruptedException e) {
                LOG.debug("interrupted while nothing was to be written");
            } catch (RuntimeException | Error e) {
                // whoever brought it meets it again alone, and says so
                LOG.debugf("%d jobs could not write together and write alone: %s", group.size(), e);
            } finally {
                Thread.interrupted();
                group.forEach(one -> one.answer().complete(new Answer.Alone()));
            }
        }
    }

    /** Who was refused; all others have written when it returns. */
    private Map<Waiting, Answer> together(List<Waiting> group) {
        return database.transaction("write for jobs", connection -> {
            Map<Waiting, Answer> refused = new HashMap<>();
            JointTx tx = JointTx.begin(
                    connection, role, group.stream().map(Waiting::writing).toList());
            for (Waiting one : group) {
                try (JobLog _ = JobLog.open(one.writing().job())) {
                    tx.write(one.writing());
                } catch (NotWritten e) {
                    refused.put(one, new Answer.Refused(e));
                }
            }
            tx.end();
            return refused;
        });
    }
}
