package dev.slipway.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Questions of one kind. What comes while another is at the database is asked together next, by whoever waits first: under
 * load, where the start of each statement costs more than its rows. Nobody gets an answer that was read before it asked.
 */
final class Questions<K, V> {
    /** How long one waits behind another's question: by then that connection may be one that never answers. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Database database;
    private final String what;
    private final Answers<K, V> answers;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private List<Question<K, V>> waiting = new ArrayList<>();
    private boolean asking;

    /** One statement for all keys. What it has no answer to is left out. */
    @FunctionalInterface
    interface Answers<K, V> {
        Map<K, V> to(Connection connection, List<K> keys) throws SQLException;
    }

    /** Once it is done it has what its group was answered, or has to be asked alone; changed under the lock only. */
    private static final class Question<K, V> {
        private final K key;
        private boolean done;
        private @Nullable Map<K, V> found;

        Question(K key) {
            this.key = key;
        }

        void end(@Nullable Map<K, V> answers) {
            this.found = answers;
            this.done = true;
        }
    }

    /** @param what names it in errors */
    Questions(Database database, String what, Answers<K, V> answers) {
        this(database, what, answers, PATIENCE);
    }

    Questions(Database database, String what, Answers<K, V> answers, Duration patience) {
        this.database = database;
        this.what = what;
        this.answers = answers;
        this.patience = patience;
    }

    Optional<V> ask(K key) {
        Question<K, V> mine = new Question<>(key);
        List<Question<K, V>> group = enter(mine);
        if (!group.isEmpty()) {
            return one(together(group), key);
        }
        Map<K, V> found = mine.found;
        // whoever asked for this one too failed or hangs, perhaps for a reason of its own
        return one(found == null ? read(List.of(key)) : found, key);
    }

    private static <K, V> Optional<V> one(Map<K, V> found, K key) {
        return Optional.ofNullable(found.get(key));
    }

    /** Waits for an answer, but not for ever; gives back a group, this question among them, if it is this one's turn to ask. */
    private List<Question<K, V>> enter(Question<K, V> mine) {
        lock.lock();
        try {
            waiting.add(mine);
            long left = patience.toNanos();
            while (asking && !mine.done && left > 0) {
                left = answered.awaitNanos(left);
            }
            if (asking || mine.done) {
                waiting.remove(mine);
                return List.of();
            }
            asking = true;
            List<Question<K, V>> group = waiting;
            waiting = new ArrayList<>();
            return group;
        } catch (InterruptedException e) {
            waiting.remove(mine);
            Thread.currentThread().interrupt();
            throw new LedgerUnavailable(
                    "could not " + what, new SQLException("interrupted while it waited for its turn", e));
        } finally {
            lock.unlock();
        }
    }

    private Map<K, V> together(List<Question<K, V>> group) {
        @Nullable Map<K, V> found = null;
        try {
            found = read(group.stream().map(one -> one.key).distinct().toList());
            return found;
        } finally {
            leave(group, found);
        }
    }

    private void leave(List<Question<K, V>> group, @Nullable Map<K, V> found) {
        lock.lock();
        try {
            group.forEach(one -> one.end(found));
            asking = false;
            answered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many wait behind the one at the database. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private Map<K, V> read(List<K> keys) {
        return database.read(what, connection -> answers.to(connection, keys));
    }
}
