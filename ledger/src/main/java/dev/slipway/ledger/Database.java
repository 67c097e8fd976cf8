package dev.slipway.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions on the service's own connection pool. */
@ApplicationScoped
class Database {
    /** Whether the transaction on this thread has something to send. */
    private static final ThreadLocal<Boolean> SENDS = ThreadLocal.withInitial(() -> false);

    private final DataSource pool;
    private volatile Runnable bell = () -> {};

    Database(DataSource pool) {
        this.pool = pool;
    }

    @FunctionalInterface
    interface Work<T, X extends Exception> {
        T in(Connection connection) throws SQLException, X;
    }

    /** {@code listener} is called after each commit of this process that leaves rows in the outbox. */
    void onOutbox(Runnable listener) {
        bell = listener;
    }

    /** To be called inside a transaction that leaves rows in the outbox. */
    static void sends() {
        SENDS.set(true);
    }

    /** Runs {@code work} in a transaction; {@code what} names it in errors. Any exception rolls everything back. */
    <T, X extends Exception> T transaction(String what, Work<T, X> work) throws X {
        SENDS.remove();
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                if (SENDS.get()) {
                    bell.run();
                }
                return result;
            } finally {
                end(connection);
                SENDS.remove();
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
