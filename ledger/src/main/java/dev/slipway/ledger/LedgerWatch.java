package dev.slipway.ledger;

import dev.slipway.lifecycle.Role;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a steady pace whether the database answers and how much work it has, on a connection of its own: so who asks
 * neither waits nor disturbs, and a pool that is busy to its last connection is not taken for a database that is away.
 */
@ApplicationScoped
class LedgerWatch {
    private static final Logger LOG = Logger.getLogger(LedgerWatch.class);
    /** What was read this many rounds ago says nothing about now. */
    private static final int STALE_ROUNDS = 3;

    private static final int ANSWER_MILLIS = 5_000;
    private static final String QUERY_CANCELLED = "57014";

    private final Database database;
    private final List<String> stages;
    private final List<String> writers;
    private final Duration pace;
    private volatile Reading last = Reading.failed("the database has not been asked yet");
    private @Nullable Connection connection;
    private @Nullable Thread loop;

    /**
     * What came of asking.
     *
     * @param figures null when the database answered, but not this
     * @param problem why it does not answer; null when it does
     * @param at when it answered, by {@link System#nanoTime}
     */
    private record Reading(
            @Nullable WorkFigures figures, @Nullable String problem, long at) {
        static Reading failed(String problem) {
            return new Reading(null, problem, System.nanoTime());
        }
    }

    /** The work of this service's stage; that of all in the console, so that a stage without a replica is seen too. */
    @Inject
    LedgerWatch(
            Database database,
            Instance<Stage> stage,
            @ConfigProperty(name = "slipway.metrics.pace", defaultValue = "5s") Duration pace) {
        this(database, stage.isResolvable() ? List.of(stage.get().role()) : Arrays.asList(Role.values()), pace);
    }

    LedgerWatch(Database database, List<Role> roles, Duration pace) {
        this.database = database;
        this.stages = roles.stream()
                .filter(role -> role != Role.CONSOLE)
                .map(Role::wireName)
                .toList();
        this.writers = Stream.concat(
                        roles.stream().map(Role::wireName),
                        roles.contains(Role.CONSOLE) ? Stream.of(WorkFigures.NO_STAGE) : Stream.empty())
                .toList();
        this.pace = pace;
    }

    /** Those that have jobs. */
    List<String> stages() {
        return stages;
    }

    /** Those that write facts: the stages, the console for what people command, and for the console whoever else may have. */
    List<String> writers() {
        return writers;
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    void start() {
        loop = Thread.ofPlatform().daemon().name("ledger-watch").start(this::loop);
    }

    void stop() {
        Thread thread = loop;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void loop() {
        try {
            while (true) {
                look();
                Thread.sleep(pace);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            drop();
        }
    }

    void look() {
        Reading before = last;
        try {
            WorkFigures figures = figures();
            last = new Reading(figures, null, System.nanoTime());
        } catch (SQLException e) {
            drop();
            last = Reading.failed(String.valueOf(e.getMessage()));
            if (before.problem() == null) {
                LOG.warnf("the database does not answer: %s", e.getMessage());
            }
        }
    }

    /** Null when the database is too busy for this question, which is an answer as well. */
    private @Nullable WorkFigures figures() throws SQLException {
        Connection current = connected();
        try {
            return WorkFigures.read(current, stages);
        } catch (SQLException e) {
            if (QUERY_CANCELLED.equals(e.getSQLState())) {
                LOG.warnf("the database answers, but not in time: the gauges of the work are unknown for now");
                return null;
            }
            throw e;
        } finally {
            if (!current.isClosed()) {
                current.rollback();
            }
        }
    }

    private Connection connected() throws SQLException {
        Connection current = connection;
        if (current == null) {
            current = database.dedicated();
            connection = current;
            current.setAutoCommit(false);
            current.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
        }
        return current;
    }

    /** Not back into the pool as if nothing had been changed about it. */
    private void drop() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            try (old) {
                old.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debugf("a connection that failed did not close: %s", e.getMessage());
            }
        }
    }

    /** Why the database cannot be reached; null while it answers. */
    @Nullable
    String problem() {
        Reading reading = last;
        if (reading.problem() != null) {
            return reading.problem();
        }
        long silent = System.nanoTime() - reading.at();
        return silent > pace.toNanos() * STALE_ROUNDS
                ? "the database has not answered for %d s"
                        .formatted(Duration.ofNanos(silent).toSeconds())
                : null;
    }

    /** Null while they are not known. */
    @Nullable
    WorkFigures latest() {
        return problem() == null ? last.figures() : null;
    }
}
