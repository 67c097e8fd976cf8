package dev.slipway.faults;

import dev.slipway.faults.judge.Judge;
import dev.slipway.stack.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;

/** Looks into the database as its owner, past every door, and waits for what it wants to see. */
final class Sight {
    private static final Duration REST = Duration.ofMinutes(3);
    private static final Duration SETTLED = Duration.ofMillis(1_500);
    private static final int LOOK_MILLIS = 100;

    private final PostgresServer postgres;

    Sight(PostgresServer postgres) {
        this.postgres = postgres;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.owner(), "not-asked-for");
    }

    /** The first column of the only row; empty where there is none. */
    String query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits until nothing is left to be done, and has not been for a moment. */
    void rest(Collection<String> accepted) throws SQLException, InterruptedException, NotAtRest {
        long end = System.nanoTime() + REST.toNanos();
        long since = System.nanoTime();
        List<String> open;
        while (System.nanoTime() - since < SETTLED.toNanos()) {
            open = open(accepted);
            if (!open.isEmpty()) {
                since = System.nanoTime();
            }
            if (System.nanoTime() > end) {
                throw new NotAtRest(open);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private List<String> open(Collection<String> accepted) {
        try (Connection connection = connect()) {
            List<String> open = new ArrayList<>(Judge.open(connection));
            open.addAll(Judge.missing(connection, accepted));
            return open;
        } catch (SQLException e) {
            return List.of("the database does not answer: " + e.getMessage());
        }
    }

    /** Looks until it is so; {@code what} says what, should it not become so in time. */
    static void await(String what, Duration patience, Callable<Boolean> check) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (!check.call()) {
            if (System.nanoTime() > end) {
                throw new FaultCase.Unexpected("waited %d s until %s".formatted(patience.toSeconds(), what));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Something was still to be done when the patience was over. */
    static final class NotAtRest extends Exception {
        NotAtRest(List<String> open) {
            super("not at rest after %d s: %s".formatted(REST.toSeconds(), String.join("; ", open)));
        }
    }
}
