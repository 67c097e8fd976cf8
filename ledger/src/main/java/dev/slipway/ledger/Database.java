package dev.slipway.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Transactions on the service's own connection pool. */
@ApplicationScoped
class Database {
    /** What a transaction may leave for another thread to go on with. */
    enum Left {
        /** Rows in the outbox: for the relay. */
        RECORDS,
        /** Jobs that can be claimed: for the worker. */
        JOBS
    }

    /** What the transaction on this thread leaves. */
    private static final ThreadLocal<Set<Left>> LEFT = ThreadLocal.withInitial(() -> EnumSet.noneOf(Left.class));

    private final DataSource pool;
    private final Map<Left, Runnable> bells = new ConcurrentHashMap<>();

    Database(DataSource pool) {
        this.pool = pool;
    }

    @FunctionalInterface
    interface Work<T, X extends Exception> {
        T in(Connection connection) throws SQLException, X;
    }

    /** {@code listener} is called after each commit of this process that leaves such a thing. */
    void on(Left left, Runnable listener) {
        bells.put(left, listener);
    }

    /** To be called inside a transaction that leaves such a thing. */
    static void leaves(Left left) {
        LEFT.get().add(left);
    }

    /** Runs {@code work} in a transaction; {@code what} names it in errors. Any exception rolls everything back. */
    <T, X extends Exception> T transaction(String what, Work<T, X> work) throws X {
        LEFT.remove();
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                LEFT.get().forEach(left -> bells.getOrDefault(left, () -> {}).run());
                return result;
            } finally {
                end(connection);
                LEFT.remove();
            }
        } catch (SQLException e) {
            throw new LedgerUnavailable("could not " + what, e);
        }
    }

    /** Reads without a transaction around the statements, which would cost a further round trip. */
    <T> T read(String what, Sql.Query<T> query) {
        try (Connection connection = pool.getConnection()) {
            return query.in(connection);
        } catch (SQLException e) {
            throw new LedgerUnavailable("could not " + what, e);
        }
    }

    /** After a commit there is nothing to roll back; after a failure everything is. */
    private static void end(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** A connection that stays out of the pool's rotation, for session locks. The caller closes it. */
    Connection dedicated() throws SQLException {
        return pool.getConnection();
    }
}
