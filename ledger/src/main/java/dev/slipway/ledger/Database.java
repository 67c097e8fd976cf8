package dev.slipway.ledger;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions on the service's own connection pool. */
@ApplicationScoped
class Database {
    private final DataSource pool;

    Database(DataSource pool) {
        this.pool = pool;
    }

    @FunctionalInterface
    interface Work<T, X extends Exception> {
        T in(Connection connection) throws SQLException, X;
    }

    /** Runs {@code work} in a transaction; {@code what} names it in errors. Any exception rolls everything back. */
    <T, X extends Exception> T transaction(String what, Work<T, X> work) throws X {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                return result;
            } finally {
                end(connection);
            }
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
