package dev.slipway.faults.judge;

import dev.slipway.engine.ContainerEngine;
import dev.slipway.registry.RegistryClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Looks at a pipeline at rest and names every promise that was not kept. */
public final class Judge {
    private final RegistryClient registry;
    private final ContainerEngine engine;
    private final String app;
    private final Instant began;

    /**
     * Of one pipeline.
     *
     * @param app whose containers are looked at
     * @param began when there was nothing in the ledger yet, by the database's clock
     */
    public Judge(RegistryClient registry, ContainerEngine engine, String app, Instant began) {
        this.registry = registry;
        this.engine = engine;
        this.app = app;
        this.began = began;
    }

    /** What is still to be done: empty once all is at rest and can be judged. */
    public static List<String> open(Connection connection) throws SQLException {
        return Rest.open(connection);
    }

    /** What of all that was accepted is not there (yet). */
    public static List<String> missing(Connection connection, Collection<String> accepted) throws SQLException {
        return Rest.missing(connection, accepted);
    }

    /**
     * Judges everything.
     *
     * @param connection of one who may read all
     * @param log the whole of {@code slipway.lifecycle}
     * @param accepted builds that were promised in an answer, and ids of requests that the broker acknowledged
     * @param forged records in the log that a test put there itself: key, line end, value
     */
    public List<Violation> judge(
            Connection connection, List<LogRecord> log, Collection<String> accepted, Set<String> forged)
            throws SQLException, InterruptedException {
        LedgerCopy ledger = LedgerCopy.read(connection);
        List<Violation> found = new ArrayList<>(Rest.judge(connection, accepted));
        found.addAll(Chains.judge(ledger));
        found.addAll(Times.judge(ledger, began, Instant.now()));
        found.addAll(Moves.judge(connection, ledger));
        found.addAll(Publication.judge(ledger, log, forged));
        found.addAll(Deployments.judge(ledger));
        found.addAll(new Images(registry).judge(ledger));
        found.addAll(new Containers(engine, app).judge(connection));
        return found;
    }
}
